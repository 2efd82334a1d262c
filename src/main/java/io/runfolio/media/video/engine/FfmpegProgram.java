package io.runfolio.media.video.engine;

import io.runfolio.media.child.ChildCommand;
import io.runfolio.media.child.ChildNotStartedException;
import io.runfolio.media.child.ChildResult;
import io.runfolio.media.child.ChildRunner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An ffmpeg program that has been started successfully.
 *
 * @param ffmpeg path of ffmpeg
 * @param ffprobe path of the ffprobe beside it
 * @param version version, such as {@code 5.1.9-0+deb12u1}
 * @param configuration build options
 */
record FfmpegProgram(Path ffmpeg, Path ffprobe, String version, String configuration) {
    /** Version number of a release. Other builds name a commit and count as new. */
    private static final Pattern RELEASE = Pattern.compile("n?(\\d{1,6}+)\\.(\\d{1,6}+).*");

    private static final int MIN_MAJOR = 5;
    private static final int MIN_MINOR = 1;
    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    /** Starts a program; empty if it does not start, is older than 5.1 or lacks libx264. */
    static Optional<FfmpegProgram> detect(Path ffmpeg, ChildRunner runner) {
        Path folder = Path.of(System.getProperty("java.io.tmpdir"));
        String name = String.valueOf(ffmpeg.getFileName());
        Path ffprobe = ffmpeg.resolveSibling(name.replace("ffmpeg", "ffprobe"));
        Optional<String> banner = version(ffmpeg, folder, runner);
        if (banner.isEmpty()
                || !banner.get().contains("--enable-libx264")
                || version(ffprobe, folder, runner).isEmpty()) {
            return Optional.empty();
        }
        String[] words = banner.get().split("\\s+", 4);
        return words.length < 4 || old(words[2])
                ? Optional.empty()
                : Optional.of(new FfmpegProgram(ffmpeg, ffprobe, words[2], banner.get()));
    }

    private static boolean old(String version) {
        Matcher release = RELEASE.matcher(version);
        if (!release.matches()) {
            return false;
        }
        int major = Integer.parseInt(release.group(1));
        return major < MIN_MAJOR || major == MIN_MAJOR && Integer.parseInt(release.group(2)) < MIN_MINOR;
    }

    private static Optional<String> version(Path program, Path folder, ChildRunner runner) {
        try {
            ChildResult result = runner.run(
                    new ChildCommand(program, List.of("-version"), folder, START_LIMIT, 1 << 16, 1 << 12, 0, 0));
            String text = new String(result.output(), StandardCharsets.UTF_8);
            EnvironmentFaults.checkFirstStart(program, result);
            return result.succeeded() && text.contains(" version ") ? Optional.of(text) : Optional.empty();
        } catch (ChildNotStartedException e) {
            EnvironmentFaults.rethrowShortage(e);
            return Optional.empty();
        }
    }
}

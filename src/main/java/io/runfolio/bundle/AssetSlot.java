package io.runfolio.bundle;

import io.runfolio.files.SourcePath;
import io.runfolio.files.SourceUrl;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetSource;
import io.runfolio.run.RunRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Place of one input or output in the bundle.
 *
 * @param output whether it is an output
 * @param position position among all inputs or all outputs, from 1
 * @param source the asset in the event
 * @param stem name without extension, such as {@code output_01} or {@code motion_02}
 * @param extension extension of the original with its dot, in lower case, or the empty string
 */
public record AssetSlot(boolean output, int position, AssetSource source, String stem, String extension) {
    /** Extensions of the usual types of data URLs. */
    private static final Map<String, String> EXTENSIONS = Map.of(
            "image/png", ".png",
            "image/jpeg", ".jpg",
            "image/webp", ".webp",
            "image/gif", ".gif",
            "image/avif", ".avif",
            "video/mp4", ".mp4",
            "video/webm", ".webm",
            "audio/mpeg", ".mp3",
            "audio/wav", ".wav",
            "text/plain", ".txt");

    private static final Pattern KEPT_EXTENSION = Pattern.compile("\\.[a-z0-9]{1,15}");

    /** Returns the slots of a request's inputs, then of its outputs, in the event's order. */
    public static List<AssetSlot> plan(RunRequest request) {
        List<AssetSlot> slots = new ArrayList<>();
        Map<String, Integer> counts = new HashMap<>();
        int position = 0;
        for (AssetSource input : request.inputs()) {
            String prefix = prefix(input);
            slots.add(slot(false, ++position, input, prefix, counts.merge(prefix, 1, Integer::sum)));
        }
        position = 0;
        for (AssetSource output : request.outputs()) {
            slots.add(slot(true, ++position, output, "output", position));
        }
        return List.copyOf(slots);
    }

    /** Returns the path of the original. */
    public Path original(RunFolder folder) {
        return (output ? folder.original() : folder.inputs()).resolve(stem + extension);
    }

    /** Returns the web derivative's path, without extension. */
    public Path webStem(RunFolder folder) {
        return folder.web().resolve(stem);
    }

    /** Returns the thumb's path, without extension. */
    public Path thumbStem(RunFolder folder) {
        return folder.thumb().resolve(stem);
    }

    /** Returns the poster's path, without extension. */
    public Path posterStem(RunFolder folder) {
        return folder.thumb().resolve(stem + "_poster");
    }

    /** Returns the log of the child processes. */
    public Path log(RunFolder folder) {
        return folder.logs().resolve(stem + ".ffmpeg.log");
    }

    private static AssetSlot slot(boolean output, int position, AssetSource source, String prefix, int number) {
        String stem = String.format(Locale.ROOT, "%s_%02d", prefix, number);
        return new AssetSlot(output, position, source, stem, extension(source));
    }

    private static String prefix(AssetSource source) {
        String role = source.role() == null ? "" : source.role().toLowerCase(Locale.ROOT);
        if (role.contains("motion")) {
            return "motion";
        }
        if (role.contains("audio") || source.kind() == AssetKind.AUDIO) {
            return "audio";
        }
        if (role.contains("video") || source.kind() == AssetKind.VIDEO) {
            return "video";
        }
        return role.contains("ref") || source.kind() == AssetKind.IMAGE ? "ref" : "input";
    }

    /**
     * Returns the suffix as Python's {@code Path.suffix} does. Suffixes other than a few letters and digits are
     * dropped. A source that has no file name itself has that of {@code original_filename} or of its media type.
     */
    private static String extension(AssetSource source) {
        return suffix(SourcePath.fileName(source.sourcePath()))
                .or(() -> SourcePath.isPath(source.sourcePath())
                        ? Optional.empty()
                        : Optional.ofNullable(source.originalFilename()).flatMap(AssetSlot::suffix))
                .or(() -> SourceUrl.dataType(source.sourcePath()).map(EXTENSIONS::get))
                .orElse("");
    }

    private static Optional<String> suffix(String name) {
        int dot = name.lastIndexOf('.');
        if (dot <= 0 || dot == name.length() - 1) {
            return Optional.empty();
        }
        String suffix = name.substring(dot).toLowerCase(Locale.ROOT);
        return Optional.of(suffix).filter(text -> KEPT_EXTENSION.matcher(text).matches());
    }
}

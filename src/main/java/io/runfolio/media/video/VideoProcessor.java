package io.runfolio.media.video;

import io.runfolio.media.Derivative;
import io.runfolio.media.MediaJob;
import io.runfolio.media.MediaProcessor;
import io.runfolio.media.MediaResult;
import io.runfolio.media.child.ChildRunner;
import io.runfolio.run.AssetState;
import io.runfolio.settings.MediaSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Works on clips and sounds. A clip gets a web derivative, H.264 and AAC in MP4, and a poster; sound alone is looked over and gets none.
 *
 * <p>Codes of files that are not ready: {@code unknown_format}, {@code unsupported_format}, {@code refused_container}, {@code no_decoder} (unsupported); {@code corrupt}, {@code timed_out},
 * {@code too_many_pixels}, {@code too_long}, {@code too_large}, {@code out_of_memory}, {@code no_video_engine}, {@code engine_crashed}, {@code engine_failed} (failed).
 */
public final class VideoProcessor implements MediaProcessor {
    private final VideoEngines engines;
    private final MediaSettings settings;
    private final ClipReader reader;

    VideoProcessor(VideoEngines engines, MediaSettings settings) {
        this.engines = engines;
        this.settings = settings;
        this.reader = new ClipReader(settings);
    }

    /** Returns a processor; no program is started before it has work to do. */
    public static VideoProcessor create(MediaSettings settings, ChildRunner runner) {
        return new VideoProcessor(VideoEngines.select(settings, runner), settings);
    }

    /** Returns a decoder of pictures that Java has none for, by the same engine. */
    public ForeignStills stills() {
        return new ForeignStills(engines);
    }

    /** Returns what tells which engine works. */
    public VideoEngines engines() {
        return engines;
    }

    @Override
    public MediaResult inspect(MediaJob job) {
        return work(job, (engine, clip, container, workspace, deadline, notes) -> List.of());
    }

    @Override
    public MediaResult derive(MediaJob job) {
        return work(job, (engine, clip, container, workspace, deadline, notes) -> clip.video()
                .map(track ->
                        new ClipWork(engine, settings, job, workspace, deadline, notes).derive(clip, track, container))
                .orElse(List.of()));
    }

    private interface Step {
        List<Derivative> make(
                VideoEngine engine,
                Clip clip,
                Container container,
                Workspace workspace,
                Deadline deadline,
                Notes notes);
    }

    private MediaResult work(MediaJob job, Step step) {
        Notes notes = new Notes();
        try {
            Container container = reader.container(job.source(), notes);
            VideoEngine engine = engines.engine()
                    .orElseThrow(() -> ClipProblemException.failed(
                            "no_video_engine", "There is no engine for clips: " + engines.describe()));
            Deadline deadline = Deadline.in(settings.video().timeLimit());
            try (Workspace workspace = Workspace.beside(job.targets().webStem())) {
                Clip clip = reader.read(job.source(), container, engine, workspace.folder(), deadline, notes);
                List<Derivative> made = step.make(engine, clip, container, workspace, deadline, notes);
                return new MediaResult(
                        AssetState.READY, Optional.empty(), notes.facts(), made, notes.warnings(), notes.details());
            } finally {
                writeLog(job, engine, notes);
            }
        } catch (ClipProblemException e) {
            return notReady(e.state(), e.code(), e.getMessage(), notes);
        }
    }

    private static MediaResult notReady(AssetState state, String code, String reason, Notes notes) {
        return new MediaResult(
                state,
                Optional.of(new MediaResult.Problem(code, reason)),
                notes.facts(),
                List.of(),
                notes.warnings(),
                notes.details());
    }

    /** Paths of this machine are of no use to a reader elsewhere, and none of his business. */
    private static void writeLog(MediaJob job, VideoEngine engine, Notes notes) {
        if (notes.log().isBlank() || Thread.currentThread().isInterrupted()) {
            return; // an interrupt would close the file; the work is done again later
        }
        Path source = job.source().toAbsolutePath();
        String text = engine.describe() + "\n"
                + notes.log()
                        .replace(source.toString(), String.valueOf(source.getFileName()))
                        .replace(String.valueOf(source.getParent()), "");
        try {
            Files.write(job.targets().log(), text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw Workspace.failure("The log of a clip's engine could not be written", e);
        }
    }
}

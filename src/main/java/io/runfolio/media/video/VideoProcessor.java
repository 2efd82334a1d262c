package io.runfolio.media.video;

import io.runfolio.files.StorageErrors;
import io.runfolio.media.Derivative;
import io.runfolio.media.MediaJob;
import io.runfolio.media.MediaProcessor;
import io.runfolio.media.MediaReport;
import io.runfolio.media.MediaResult;
import io.runfolio.media.TimeLimitException;
import io.runfolio.media.WorkDeadline;
import io.runfolio.media.child.ChildRunner;
import io.runfolio.media.image.ImageProcessor;
import io.runfolio.media.image.encode.StillEncoder;
import io.runfolio.media.image.foreign.FallbackDecoder;
import io.runfolio.media.video.chunk.ChunkTasks;
import io.runfolio.media.video.chunk.LocalChunkTasks;
import io.runfolio.media.video.engine.UnusableClipException;
import io.runfolio.media.video.engine.VideoEngine;
import io.runfolio.media.video.engine.VideoEngineSelector;
import io.runfolio.media.video.probe.Clip;
import io.runfolio.media.video.probe.ContainerFormat;
import io.runfolio.media.video.still.ChildStillDecoder;
import io.runfolio.run.AssetState;
import io.runfolio.settings.MediaSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Inspects clips and sounds, and makes their derivatives and previews.
 *
 * <p>The web derivative is H.264 and AAC in MP4. Sounds get a thumb and peaks; their covers are PNG, JPEG or another
 * format that Java decodes.
 *
 * <p>Codes of files that are not ready: {@code unknown_format}, {@code unsupported_format}, {@code refused_container},
 * {@code no_decoder} (unsupported); {@code corrupt}, {@code timed_out}, {@code too_many_pixels}, {@code too_long},
 * {@code too_large}, {@code out_of_memory}, {@code no_video_engine}, {@code engine_crashed}, {@code engine_failed}
 * (failed).
 */
public final class VideoProcessor implements MediaProcessor {
    private final VideoEngineSelector engines;
    private final ChunkTasks tasks;
    private final MediaSettings settings;
    private final ClipInspector reader;
    private final MediaProcessor covers;

    VideoProcessor(VideoEngineSelector engines, MediaSettings settings) {
        this(engines, settings, new LocalChunkTasks(1));
    }

    VideoProcessor(VideoEngineSelector engines, MediaSettings settings, ChunkTasks tasks) {
        this(
                engines,
                settings,
                tasks,
                new ImageProcessor(settings.image(), settings.maxBytes(), FallbackDecoder.none()));
    }

    private VideoProcessor(
            VideoEngineSelector engines, MediaSettings settings, ChunkTasks tasks, MediaProcessor covers) {
        this.engines = engines;
        this.tasks = tasks;
        this.settings = settings;
        this.covers = covers;
        this.reader = new ClipInspector(settings);
    }

    /**
     * Returns a processor. Programs are started at the first use.
     *
     * @param tasks executes the tasks of clips that are encoded in chunks
     */
    public static VideoProcessor create(MediaSettings settings, ChildRunner runner, ChunkTasks tasks) {
        return new VideoProcessor(VideoEngineSelector.create(settings, runner), settings, tasks);
    }

    /** Returns a decoder that uses the same engine for pictures without a decoder in Java. */
    public ChildStillDecoder stills() {
        return new ChildStillDecoder(engines);
    }

    /** Returns the selector of the engine. */
    public VideoEngineSelector engines() {
        return engines;
    }

    @Override
    public MediaResult inspect(MediaJob job) {
        return work(job, (engine, clip, containerFormat, clipTempFolder, deadline, report) -> List.of());
    }

    @Override
    public MediaResult derive(MediaJob job) {
        return work(job, (engine, clip, containerFormat, clipTempFolder, deadline, report) -> clip.video()
                .map(track -> new ClipTranscoder(engine, tasks, settings, job, clipTempFolder, deadline, report)
                        .derive(clip, track, containerFormat))
                .orElseGet(() -> settings.video().waveform()
                        ? new SoundPreviews(covers, encoder(), job, clipTempFolder, report)
                                .make(engine, clip, containerFormat, deadline)
                        : List.of()));
    }

    /**
     * Makes the previews that bundles of older versions lack, and no other derivative.
     *
     * <p>These are the storyboard of a clip, and the peaks and the thumb of a sound.
     *
     * @param job its source is the original of a sound; of a clip its web derivative, which is cheap to decode
     */
    public MediaResult previews(MediaJob job) {
        return work(job, (engine, clip, containerFormat, clipTempFolder, deadline, report) -> clip.video()
                .map(track -> new ClipTranscoder(engine, tasks, settings, job, clipTempFolder, deadline, report)
                        .storyboardOnly(clip, track, containerFormat))
                .orElseGet(() -> new SoundPreviews(covers, encoder(), job, clipTempFolder, report)
                        .make(engine, clip, containerFormat, deadline)));
    }

    private StillEncoder encoder() {
        return new StillEncoder(settings.image().webpMethod(), settings.image().background());
    }

    private interface Step {
        List<Derivative> make(
                VideoEngine engine,
                Clip clip,
                ContainerFormat containerFormat,
                ClipTempFolder clipTempFolder,
                WorkDeadline deadline,
                MediaReport report);
    }

    private MediaResult work(MediaJob job, Step step) {
        MediaReport report = new MediaReport();
        try {
            ContainerFormat containerFormat = reader.container(job.source(), report);
            VideoEngine engine = engines.engine()
                    .orElseThrow(() -> UnusableClipException.failed(
                            "no_video_engine", "No video engine is available: " + engines.describe()));
            try (WorkDeadline deadline = WorkDeadline.start(settings.video().timeLimit());
                    ClipTempFolder clipTempFolder =
                            ClipTempFolder.beside(job.targets().webStem())) {
                Clip clip = reader.inspect(
                        job.source(), containerFormat, engine, clipTempFolder.folder(), deadline, report);
                List<Derivative> made = step.make(engine, clip, containerFormat, clipTempFolder, deadline, report);
                return report.ready(made);
            } finally {
                writeLog(job, engine, report);
            }
        } catch (UnusableClipException e) {
            return report.notReady(e.state(), new MediaResult.Problem(e.code(), e.getMessage()));
        } catch (TimeLimitException e) {
            return report.notReady(
                    AssetState.FAILED,
                    new MediaResult.Problem("timed_out", "The clip exceeded runfolio.video.time-limit"));
        }
    }

    /** Writes the engine's log without local paths, which must not leave this machine. */
    private static void writeLog(MediaJob job, VideoEngine engine, MediaReport report) {
        if (report.log().isBlank() || Thread.currentThread().isInterrupted()) {
            return; // an interrupt would close the file, and the work is repeated later
        }
        Path source = job.source().toAbsolutePath();
        String text = engine.describe() + "\n"
                + report.log()
                        .replace(source.toString(), String.valueOf(source.getFileName()))
                        .replace(String.valueOf(source.getParent()), "");
        try {
            Files.write(job.targets().log(), text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw StorageErrors.translate(e, "Cannot write the log of a clip");
        }
    }
}

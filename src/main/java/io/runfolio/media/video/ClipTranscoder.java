package io.runfolio.media.video;

import io.runfolio.media.Derivative;
import io.runfolio.media.MediaJob;
import io.runfolio.media.MediaReport;
import io.runfolio.media.WorkDeadline;
import io.runfolio.media.child.ChildResult;
import io.runfolio.media.image.encode.PicturePipeline;
import io.runfolio.media.image.encode.StillEncoder;
import io.runfolio.media.image.perceptual.PerceptualHashes;
import io.runfolio.media.image.pixel.Size;
import io.runfolio.media.image.placeholder.Placeholders;
import io.runfolio.media.video.chunk.ChunkTasks;
import io.runfolio.media.video.engine.EngineFailure;
import io.runfolio.media.video.engine.EnvironmentFaults;
import io.runfolio.media.video.engine.TranscodePlan;
import io.runfolio.media.video.engine.UnusableClipException;
import io.runfolio.media.video.engine.VideoEngine;
import io.runfolio.media.video.mp4.Mp4Header;
import io.runfolio.media.video.probe.Clip;
import io.runfolio.media.video.probe.ContainerFormat;
import io.runfolio.media.video.probe.VideoTrack;
import io.runfolio.media.video.storyboard.Storyboard;
import io.runfolio.media.video.storyboard.StoryboardPlan;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.run.extras.AssetPreview;
import io.runfolio.settings.MediaSettings;
import io.runfolio.settings.VideoSettings.WebPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/** Makes the derivatives of one clip. For a single use. */
final class ClipTranscoder {
    /** Maximum shortfall of a derivative, in seconds and frames; beyond it the source counts as truncated. */
    private static final double SHORT_SECONDS = 0.1;

    private static final int SHORT_FRAMES = 2;
    /** Length in seconds below which the frames of a copied clip are decoded for its storyboard. */
    private static final double MAX_DECODED_SECONDS = 20;

    private static final int POSTER_WIDTH_OF_NO_USE = 16;

    private final VideoEngine engine;
    private final ChunkTasks tasks;
    private final MediaSettings settings;
    private final MediaJob job;
    private final ClipTempFolder clipTempFolder;
    private final WorkDeadline deadline;
    private final MediaReport report;

    ClipTranscoder(
            VideoEngine engine,
            ChunkTasks tasks,
            MediaSettings settings,
            MediaJob job,
            ClipTempFolder clipTempFolder,
            WorkDeadline deadline,
            MediaReport report) {
        this.engine = engine;
        this.tasks = tasks;
        this.settings = settings;
        this.job = job;
        this.clipTempFolder = clipTempFolder;
        this.deadline = deadline;
        this.report = report;
    }

    List<Derivative> derive(Clip clip, VideoTrack track, ContainerFormat containerFormat) {
        DerivativeSettings wanted = job.settings();
        FrameSize web = fit(track, wanted.videoWebMaxWidth(), true);
        FrameSize poster = fit(track, wanted.videoPosterWidth(), false);
        boolean copy = settings.video().webPolicy() == WebPolicy.WHEN_NEEDED
                && WebCompatibility.isWebReady(
                        containerFormat, clip, track, web, settings.video().maxWebBitRate());
        Optional<StoryboardPlan> board = storyboard(clip, track);
        TranscodePlan plan = plan(clip, track, containerFormat, web, poster, board, copy);
        boolean inChunks = !copy
                && isLong(clip, track)
                && new LongClipEncoder(engine, tasks, chunkSeconds(), deadline, report)
                        .encode(
                                plan,
                                track,
                                graph(track),
                                new LongClipEncoder.Sizes(web, poster, board),
                                job.checkpoints().orElse(() -> clipTempFolder.file("chunks")));
        Mp4Header header = inChunks ? joined(plan, clip, track) : carryOut(plan, clip, track);
        PosterSelector.SelectedFrame selectedFrame = choosePoster(plan, poster);
        Placeholders.report(selectedFrame.pixels(), report);
        PerceptualHashes.report(selectedFrame.pixels(), report);
        List<Derivative> made = new DerivativePublisher(job, clipTempFolder, new PicturePipeline(encoder()))
                .publish(header, web, copy, selectedFrame, poster);
        publishStoryboard(board, header);
        return made;
    }

    private boolean isLong(Clip clip, VideoTrack track) {
        double seconds = track.durationSeconds().orElse(clip.durationSeconds().orElse(0));
        return chunkSeconds() > 0 && seconds > chunkSeconds();
    }

    private double chunkSeconds() {
        return settings.video().chunkLength().toMillis() / 1000.0;
    }

    /** Returns the header of a clip that was joined. */
    private Mp4Header joined(TranscodePlan plan, Clip clip, VideoTrack track) {
        ChildResult silent = new ChildResult(0, new byte[0], new byte[0], false, Duration.ZERO);
        Mp4Header header = whole(silent).orElseThrow(() -> EnvironmentFaults.missingResult("The joined clip", silent));
        correctDuration(header, clip);
        warnOfDamage(header, track, silent, plan);
        return header;
    }

    private FilterGraphBuilder graph(VideoTrack track) {
        return new FilterGraphBuilder(track, settings.image().background(), engine.has("libzimg"));
    }

    /** Makes the storyboard alone. The clip is copied for it, which is cheap, and no web file is kept. */
    List<Derivative> storyboardOnly(Clip clip, VideoTrack track, ContainerFormat containerFormat) {
        Optional<StoryboardPlan> board = storyboard(clip, track);
        FrameSize web = fit(track, track.displayWidth(), true);
        FrameSize poster = fit(track, POSTER_WIDTH_OF_NO_USE, false);
        TranscodePlan plan = plan(clip, track, containerFormat, web, poster, board, true);
        publishStoryboard(board, carryOut(plan.withoutAudio(), clip, track));
        return List.of();
    }

    private void publishStoryboard(Optional<StoryboardPlan> board, Mp4Header header) {
        if (board.isEmpty()) {
            return;
        }
        Storyboard.read(clipTempFolder.file(TranscodePlan.STORYBOARD), board.get())
                .ifPresentOrElse(
                        tiles -> new PreviewPublisher(job, clipTempFolder, report)
                                .storyboard(tiles, header.seconds(), encoder()),
                        () -> report.detail(AssetPreview.NO_STORYBOARD, "fewer than two different frames"));
    }

    private StillEncoder encoder() {
        return new StillEncoder(settings.image().webpMethod(), settings.image().background());
    }

    private Optional<StoryboardPlan> storyboard(Clip clip, VideoTrack track) {
        if (!settings.video().storyboard()) {
            return Optional.empty();
        }
        Size display = new Size(track.displayWidth(), track.displayHeight());
        OptionalDouble seconds = track.durationSeconds().isPresent() ? track.durationSeconds() : clip.durationSeconds();
        return Optional.of(StoryboardPlan.of(display, seconds, settings.video().storyboardTiles()));
    }

    private FrameSize fit(VideoTrack track, int maxWidth, boolean even) {
        return FrameSize.fit(
                track.displayWidth(),
                track.displayHeight(),
                maxWidth,
                job.settings().allowUpscale(),
                even);
    }

    private TranscodePlan plan(
            Clip clip,
            VideoTrack track,
            ContainerFormat containerFormat,
            FrameSize web,
            FrameSize poster,
            Optional<StoryboardPlan> board,
            boolean copy) {
        boolean toneMapper = engine.has("libzimg");
        if (track.colour().isHdr() && !toneMapper) {
            report.warn("The clip is HDR and was not tone-mapped: the engine lacks the filter zscale");
        }
        if (clip.mainAudio().isEmpty() && !clip.audio().isEmpty()) {
            report.warn("The clip's sound could not be read and was omitted");
        }
        FilterGraphBuilder graph = graph(track);
        // a short clip may have a single key frame
        boolean ownDecode = copy && track.durationSeconds().orElse(MAX_DECODED_SECONDS) < MAX_DECODED_SECONDS;
        Optional<StoryboardPlan> shared = board.filter(plan -> !ownDecode);
        return new TranscodePlan(
                job.source(),
                containerFormat.demuxer(),
                track.index(),
                alphaDecoder(track),
                clip.mainAudio().map(audio -> new TranscodePlan.Sound(audio.index(), audio.channels() > 2)),
                copy ? graph.stills(poster, shared) : graph.webAndStills(web, poster, shared),
                copy,
                false,
                FilterGraphBuilder.POSTER_CANDIDATES,
                board.map(tiles -> new TranscodePlan.Tiles(
                        tiles.maxTiles(), ownDecode ? Optional.of(graph.storyboard(tiles)) : Optional.empty())),
                clipTempFolder.folder());
    }

    /** Returns the decoder for clips with alpha; FFmpeg's own VP8 and VP9 decoders drop it. */
    private Optional<String> alphaDecoder(VideoTrack track) {
        if (!track.alphaMode()) {
            return Optional.empty();
        }
        if (!engine.has("libvpx")) {
            report.warn("The clip's transparency could not be read: the engine lacks libvpx");
            return Optional.empty();
        }
        return switch (track.codec()) {
            case "vp8" -> Optional.of("libvpx");
            case "vp9" -> Optional.of("libvpx-vp9");
            default -> Optional.empty();
        };
    }

    /** Corrects a declared duration that the derivative exceeds. A longer one may be that of a truncated file. */
    private void correctDuration(Mp4Header header, Clip clip) {
        if (header.seconds() > clip.durationSeconds().orElse(0) + DurationCheck.TOLERANCE) {
            DurationCheck.markEstimated(report);
            report.duration(header.seconds());
        }
    }

    private Mp4Header carryOut(TranscodePlan plan, Clip clip, VideoTrack track) {
        ChildResult result = run(plan);
        Optional<Mp4Header> header = whole(result);
        if (header.isEmpty()
                && result.succeeded()
                && EngineFailure.messages(result).isBlank()) {
            throw EnvironmentFaults.missingResult("The engine for clips", result);
        }
        if (header.isEmpty() && plan.audio().isPresent() && !result.timedOut()) {
            ChildResult again = run(plan.withoutAudio());
            header = whole(again);
            if (header.isPresent()) {
                report.warn("The clip's sound could not be read and was omitted");
                result = again;
            }
        }
        if (header.isEmpty()) {
            throw nothing(result);
        }
        correctDuration(header.get(), clip);
        warnOfDamage(header.get(), track, result, plan);
        return header.get();
    }

    private static UnusableClipException nothing(ChildResult result) {
        if (!result.succeeded()) {
            return EngineFailure.classify(result);
        }
        return EngineFailure.hasDecodeErrors(result)
                ? UnusableClipException.failed("corrupt", "No frame of the clip could be decoded")
                : UnusableClipException.failed("engine_failed", "The engine reported success without a playable clip");
    }

    private ChildResult run(TranscodePlan plan) {
        Supplier<ChildResult> work = () -> engine.transcode(plan, deadline.left());
        ChildResult result = plan.copy() ? work.get() : tasks.withEncoder(work);
        report.log(EngineFailure.stderr(result));
        return result;
    }

    private Optional<Mp4Header> whole(ChildResult result) {
        return result.succeeded()
                ? Mp4Header.read(clipTempFolder.file(TranscodePlan.WEB))
                        .filter(header -> header.frames() > 0)
                        .filter(header -> !Mp4Header.isTruncated(clipTempFolder.file(TranscodePlan.WEB)))
                : Optional.empty();
    }

    private void warnOfDamage(Mp4Header header, VideoTrack track, ChildResult result, TranscodePlan plan) {
        double allowed = Math.max(SHORT_SECONDS, track.frameRate() > 0 ? SHORT_FRAMES / track.frameRate() : 0);
        double missing = track.durationSeconds().orElse(0) - header.seconds();
        if (missing > allowed) {
            report.detail("truncated", true);
            report.warn(String.format(
                    java.util.Locale.ROOT, "The clip is truncated: its last %.1f s are missing", missing));
        } else if (plan.demuxer().equals(ContainerFormat.MP4.demuxer()) && Mp4Header.isTruncated(plan.source())) {
            report.detail("truncated", true);
            report.warn("The clip is truncated: its file ends early");
        } else if (EngineFailure.hasDecodeErrors(result)) {
            report.detail("damaged", true);
            report.warn("The clip is damaged: parts of it could not be decoded");
        }
    }

    /** Selects the poster. Copied clips decode key frames first, and all frames if those are blank. */
    private PosterSelector.SelectedFrame choosePoster(TranscodePlan plan, FrameSize size) {
        Path candidates = clipTempFolder.file(TranscodePlan.POSTER);
        Optional<PosterSelector.SelectedFrame> chosen = PosterSelector.select(candidates, size);
        if (plan.copy() && chosen.map(PosterSelector.SelectedFrame::blank).orElse(true)) {
            ChildResult result = run(plan.withEveryFrame());
            if (result.succeeded()) {
                chosen = PosterSelector.select(candidates, size);
            }
        }
        return chosen.orElseThrow(
                () -> UnusableClipException.failed("corrupt", "No frame of the clip could be decoded"));
    }
}

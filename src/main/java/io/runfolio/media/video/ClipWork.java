package io.runfolio.media.video;

import io.runfolio.media.Derivative;
import io.runfolio.media.MediaJob;
import io.runfolio.media.child.ChildResult;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.settings.MediaSettings;
import io.runfolio.settings.VideoSettings.WebPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Makes the derivatives of one clip. For one use. */
final class ClipWork {
    /** How much shorter than its source a derivative may be before the source counts as cut off, in seconds and in frames. */
    private static final double SHORT_SECONDS = 0.1;

    private static final int SHORT_FRAMES = 2;

    private final VideoEngine engine;
    private final MediaSettings settings;
    private final MediaJob job;
    private final Workspace workspace;
    private final Deadline deadline;
    private final Notes notes;

    ClipWork(
            VideoEngine engine,
            MediaSettings settings,
            MediaJob job,
            Workspace workspace,
            Deadline deadline,
            Notes notes) {
        this.engine = engine;
        this.settings = settings;
        this.job = job;
        this.workspace = workspace;
        this.deadline = deadline;
        this.notes = notes;
    }

    List<Derivative> derive(Clip clip, VideoTrack track, Container container) {
        DerivativeSettings wanted = job.settings();
        FrameSize web = fit(track, wanted.videoWebMaxWidth(), true);
        FrameSize poster = fit(track, wanted.videoPosterWidth(), false);
        boolean copy = settings.video().webPolicy() == WebPolicy.WHEN_NEEDED
                && WebReady.test(container, clip, track, web, settings.video().maxWebBitRate());
        VideoPlan plan = plan(clip, track, container, web, poster, copy);
        Mp4Header header = carryOut(plan, clip, track);
        PosterChoice.Chosen chosen = choosePoster(plan, poster);
        return new Publication(job, workspace).publish(header, web, copy, chosen, poster);
    }

    private FrameSize fit(VideoTrack track, int maxWidth, boolean even) {
        return FrameSize.fit(
                track.displayWidth(),
                track.displayHeight(),
                maxWidth,
                job.settings().allowUpscale(),
                even);
    }

    private VideoPlan plan(
            Clip clip, VideoTrack track, Container container, FrameSize web, FrameSize poster, boolean copy) {
        boolean toneMapper = engine.has("libzimg");
        if (track.colour().highDynamicRange() && !toneMapper) {
            notes.warn("The clip is HDR and was not tone-mapped: the engine lacks the filter zscale");
        }
        if (clip.mainAudio().isEmpty() && !clip.audio().isEmpty()) {
            notes.warn("The clip's sound could not be read and was left out");
        }
        FilterGraph graph = new FilterGraph(track, settings.image().background(), toneMapper);
        return new VideoPlan(
                job.source(),
                container.demuxer(),
                track.index(),
                alphaDecoder(track),
                clip.mainAudio().map(audio -> new VideoPlan.Sound(audio.index(), audio.channels() > 2)),
                copy ? graph.posterOnly(poster) : graph.webAndPoster(web, poster),
                copy,
                false,
                FilterGraph.POSTER_CANDIDATES,
                workspace.folder());
    }

    /** FFmpeg's own VP8 and VP9 decoders drop the transparency layer. */
    private Optional<String> alphaDecoder(VideoTrack track) {
        if (!track.alphaMode()) {
            return Optional.empty();
        }
        if (!engine.has("libvpx")) {
            notes.warn("The clip's transparency could not be read: the engine lacks libvpx");
            return Optional.empty();
        }
        return switch (track.codec()) {
            case "vp8" -> Optional.of("libvpx");
            case "vp9" -> Optional.of("libvpx-vp9");
            default -> Optional.empty();
        };
    }

    /** A claim that our own derivative outlasts is wrong; one that it falls short of may be that of a file that was cut. */
    private void correctDuration(Mp4Header header, Clip clip) {
        if (header.seconds() > clip.durationSeconds().orElse(0) + ClipDuration.TOLERANCE) {
            ClipDuration.tell(notes);
            notes.duration(header.seconds());
        }
    }

    private Mp4Header carryOut(VideoPlan plan, Clip clip, VideoTrack track) {
        ChildResult result = run(plan);
        Optional<Mp4Header> header = whole(result);
        if (header.isEmpty()
                && result.succeeded()
                && ChildFailure.evidence(result).isBlank()) {
            throw ChildFaults.nothing("The engine for clips", result);
        }
        if (header.isEmpty() && plan.audio().isPresent() && !result.timedOut()) {
            ChildResult again = run(plan.withoutAudio());
            header = whole(again);
            if (header.isPresent()) {
                notes.warn("The clip's sound could not be read and was left out");
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

    private static ClipProblemException nothing(ChildResult result) {
        if (!result.succeeded()) {
            return ChildFailure.of(result);
        }
        return ChildFailure.metDamage(result)
                ? ClipProblemException.failed("corrupt", "Not one frame of the clip could be decoded")
                : ClipProblemException.failed(
                        "engine_failed", "The engine ended well but left no clip that can be played");
    }

    private ChildResult run(VideoPlan plan) {
        ChildResult result = engine.carryOut(plan, deadline.left());
        notes.said(result);
        return result;
    }

    private Optional<Mp4Header> whole(ChildResult result) {
        return result.succeeded()
                ? Mp4Header.read(workspace.file(VideoPlan.WEB)).filter(header -> header.frames() > 0)
                : Optional.empty();
    }

    private void warnOfDamage(Mp4Header header, VideoTrack track, ChildResult result, VideoPlan plan) {
        double allowed = Math.max(SHORT_SECONDS, track.frameRate() > 0 ? SHORT_FRAMES / track.frameRate() : 0);
        double missing = track.durationSeconds().orElse(0) - header.seconds();
        if (missing > allowed) {
            notes.detail("truncated", true);
            notes.warn(String.format(
                    java.util.Locale.ROOT, "The clip is truncated: its last %.1f s are missing", missing));
        } else if (plan.demuxer().equals(Container.MP4.demuxer()) && Mp4Header.endsEarly(plan.source())) {
            notes.detail("truncated", true);
            notes.warn("The clip is truncated: its file ends early");
        } else if (ChildFailure.metDamage(result)) {
            notes.detail("damaged", true);
            notes.warn("The clip is damaged: parts of it could not be decoded");
        }
    }

    /** Key frames are looked at first where nothing else needs decoding; if they are blank, all frames are. */
    private PosterChoice.Chosen choosePoster(VideoPlan plan, FrameSize size) {
        Path candidates = workspace.file(VideoPlan.POSTER);
        Optional<PosterChoice.Chosen> chosen = PosterChoice.among(candidates, size);
        if (plan.copy() && chosen.map(PosterChoice.Chosen::blank).orElse(true)) {
            ChildResult result = run(plan.decodingAll());
            if (result.succeeded()) {
                chosen = PosterChoice.among(candidates, size);
            }
        }
        return chosen.orElseThrow(
                () -> ClipProblemException.failed("corrupt", "Not one frame of the clip could be decoded"));
    }
}

package io.runfolio.media.video;

import io.runfolio.media.C2paDetector;
import io.runfolio.media.MediaFacts;
import io.runfolio.media.MediaReport;
import io.runfolio.media.MediaSniffer;
import io.runfolio.media.SniffedType;
import io.runfolio.media.WorkDeadline;
import io.runfolio.media.child.ChildResult;
import io.runfolio.media.generation.GenerationData;
import io.runfolio.media.video.engine.EngineFailure;
import io.runfolio.media.video.engine.EnvironmentFaults;
import io.runfolio.media.video.engine.UnusableClipException;
import io.runfolio.media.video.engine.VideoEngine;
import io.runfolio.media.video.mp4.Mp4Clip;
import io.runfolio.media.video.probe.Clip;
import io.runfolio.media.video.probe.ContainerFormat;
import io.runfolio.media.video.probe.ProbeReportParser;
import io.runfolio.media.video.probe.VideoTrack;
import io.runfolio.run.AssetKind;
import io.runfolio.settings.MediaSettings;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Inspects a clip before it is decoded and enforces the limits.
 *
 * <p>The sniffed type selects the only demuxer. The header of a plain MP4 is read in this process, others by the
 * engine's probe.
 */
final class ClipInspector {
    /** Largest side that libx264 supports, in pixels. */
    private static final int MAX_SIDE = 16_384;

    private final MediaSettings settings;

    ClipInspector(MediaSettings settings) {
        this.settings = settings;
    }

    /** Returns the container format of a file and reports what was sniffed; refuses unlisted formats. */
    ContainerFormat container(Path source, MediaReport report) {
        SniffedType type = MediaSniffer.sniff(source)
                .orElseThrow(
                        () -> UnusableClipException.unsupported("unknown_format", MediaSniffer.unknownReason(source)));
        report.detail("sniffed_type", type.mimeType());
        report.facts(MediaFacts.ofType(type.mimeType()));
        if (C2paDetector.hasManifest(source, type.format())) {
            report.detail("c2pa", true);
        }
        return ContainerFormat.of(type).orElseThrow(() -> switch (type.format()) {
            case TEXT, XML, JSON, SVG ->
                UnusableClipException.unsupported(
                        "refused_container",
                        "The file is text: playlists are refused, because they can name other files");
            default ->
                UnusableClipException.unsupported(
                        "unsupported_format", "A file of type " + type.mimeType() + " is not a clip");
        });
    }

    Clip inspect(
            Path source,
            ContainerFormat containerFormat,
            VideoEngine engine,
            Path folder,
            WorkDeadline deadline,
            MediaReport report) {
        Optional<Clip> plain = containerFormat == ContainerFormat.MP4 ? Mp4Clip.read(source) : Optional.empty();
        if (plain.isPresent()) {
            tell(plain.get(), containerFormat, report);
            checkSize(plain.get(), plain.get().video().orElseThrow());
            return plain.get();
        }
        ChildResult result = engine.probe(source, containerFormat.demuxer(), folder, deadline.left());
        report.log(EngineFailure.stderr(result));
        Optional<Clip> clip = result.succeeded() ? ProbeReportParser.parse(result.output()) : Optional.empty();
        if (clip.isEmpty()) {
            if (result.succeeded()) {
                throw EnvironmentFaults.missingResult("The probe of a clip", result);
            }
            throw EngineFailure.classify(result);
        }
        Clip checked = new DurationCheck(
                        containerFormat, source, settings.video().maxSeconds().toSeconds())
                .checked(
                        clip.get(),
                        ProbeReportParser.longestTrack(result.output()),
                        () -> engine.packets(source, containerFormat.demuxer(), folder, deadline.left()),
                        report);
        tell(checked, containerFormat, report);
        ProbeReportParser.incompatibleDolbyVisionProfile(result.output()).ifPresent(profile -> {
            report.detail("dolby_vision_profile", profile);
            report.warn("The clip is Dolby Vision of profile " + profile
                    + ", whose colors need a decoder of Dolby: those of the derivatives are wrong");
        });
        check(checked, result);
        return checked;
    }

    private void check(Clip clip, ChildResult result) {
        if (clip.video().isEmpty()) {
            if (clip.mainAudio().isEmpty()) {
                throw UnusableClipException.failed("corrupt", "The file has no readable picture or sound track");
            }
            return;
        }
        VideoTrack track = clip.video().get();
        if (track.codec().isEmpty()) {
            throw UnusableClipException.unsupported("no_decoder", "The clip's codec is unknown");
        }
        if ((long) track.width() * track.height() <= 0) {
            throw EngineFailure.classify(result);
        }
        checkSize(clip, track);
    }

    private void checkSize(Clip clip, VideoTrack track) {
        long pixels = (long) track.width() * track.height();
        if (pixels > settings.video().maxMegapixels() * 1_000_000L
                || Math.max(track.displayWidth(), track.displayHeight()) > MAX_SIDE) {
            throw UnusableClipException.failed(
                    "too_many_pixels",
                    "The clip's frames, " + track.width() + "x" + track.height() + ", exceed the limit on pixels");
        }
        long maxSeconds = settings.video().maxSeconds().toSeconds();
        if (clip.durationSeconds().orElse(0) > maxSeconds) {
            throw UnusableClipException.failed("too_long", "The clip exceeds the limit of " + maxSeconds + " s");
        }
    }

    private static void tell(Clip clip, ContainerFormat containerFormat, MediaReport report) {
        report.detail("container", containerFormat.name().toLowerCase(Locale.ROOT));
        clip.bitRate().ifPresent(bits -> report.detail("bit_rate", bits));
        report.detail("has_audio", !clip.audio().isEmpty());
        report.detail("audio_tracks", clip.audio().size());
        clip.mainAudio().ifPresent(audio -> report.detail("audio_codec", audio.codec()));
        clip.video().ifPresent(track -> {
            report.detail("frame_rate", Math.round(track.frameRate() * 1000) / 1000.0);
            report.detail("pixel_format", track.pixelFormat());
            report.detail("rotation", track.rotation());
            report.detail("has_alpha", track.hasAlpha());
            report.detail("hdr", track.colour().isHdr());
            report.detail("interlaced", track.isInterlaced());
        });
        GenerationData.parse(clip.tags()).ifPresent(data -> report.detail("generation", data));
        report.facts(facts(clip, report));
    }

    private static MediaFacts facts(Clip clip, MediaReport report) {
        Optional<String> mimeType = report.facts().mimeType();
        if (clip.video().isEmpty()) {
            return new MediaFacts(
                    clip.audio().isEmpty() ? Optional.empty() : Optional.of(AssetKind.AUDIO),
                    mimeType.map(type -> clip.audio().isEmpty() ? type : type.replaceFirst("^video/", "audio/")),
                    OptionalInt.empty(),
                    OptionalInt.empty(),
                    clip.durationSeconds(),
                    clip.mainAudio().map(Clip.AudioTrack::codec));
        }
        VideoTrack track = clip.video().get();
        return new MediaFacts(
                Optional.of(AssetKind.VIDEO),
                mimeType.map(type -> type.replaceFirst("^audio/", "video/")),
                OptionalInt.of(track.displayWidth()),
                OptionalInt.of(track.displayHeight()),
                clip.durationSeconds(),
                Optional.of(track.codec()).filter(codec -> !codec.isEmpty()));
    }
}

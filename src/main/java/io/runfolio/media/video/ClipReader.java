package io.runfolio.media.video;

import io.runfolio.media.ContentCredentials;
import io.runfolio.media.MediaFacts;
import io.runfolio.media.MediaSniffer;
import io.runfolio.media.SniffedType;
import io.runfolio.media.child.ChildResult;
import io.runfolio.media.generation.GenerationData;
import io.runfolio.run.AssetKind;
import io.runfolio.settings.MediaSettings;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Looks a file over: our own sniffing first, which names the one demuxer; then our own reading of a plain MP4, else the engine's probe; then the limits, before anything is decoded for good. */
final class ClipReader {
    /** libx264's largest side, in pixels. */
    private static final int MAX_SIDE = 16_384;

    private final MediaSettings settings;

    ClipReader(MediaSettings settings) {
        this.settings = settings;
    }

    /** Returns the container of a file; refuses what is not on the list. Adds to the notes what was sniffed. */
    Container container(Path source, Notes notes) {
        SniffedType type = MediaSniffer.sniff(source)
                .orElseThrow(() -> ClipProblemException.unsupported("unknown_format", MediaSniffer.whyUnknown(source)));
        notes.detail("sniffed_type", type.mimeType());
        notes.facts(MediaFacts.ofType(type.mimeType()));
        if (ContentCredentials.in(source, type.format())) {
            notes.detail("c2pa", true);
        }
        return Container.of(type).orElseThrow(() -> switch (type.format()) {
            case TEXT, XML, JSON, SVG ->
                ClipProblemException.unsupported(
                        "refused_container",
                        "The file is text, which could name other files: playlists are not opened");
            default ->
                ClipProblemException.unsupported(
                        "unsupported_format", "A file of type " + type.mimeType() + " is no clip");
        });
    }

    Clip read(Path source, Container container, VideoEngine engine, Path folder, Deadline deadline, Notes notes) {
        Optional<Clip> plain = container == Container.MP4 ? Mp4Clip.read(source) : Optional.empty();
        if (plain.isPresent()) {
            tell(plain.get(), container, notes);
            checkSize(plain.get(), plain.get().video().orElseThrow());
            return plain.get();
        }
        ChildResult result = engine.probe(source, container.demuxer(), folder, deadline.left());
        notes.said(result);
        Optional<Clip> clip = result.succeeded() ? ProbeReader.read(result.output()) : Optional.empty();
        if (clip.isEmpty()) {
            if (result.succeeded()) {
                throw ChildFaults.nothing("The probe of a clip", result);
            }
            throw ChildFailure.of(result);
        }
        Clip checked = new ClipDuration(
                        container, source, settings.video().maxSeconds().toSeconds())
                .checked(
                        clip.get(),
                        ProbeReader.longestTrack(result.output()),
                        () -> engine.packets(source, container.demuxer(), folder, deadline.left()),
                        notes);
        tell(checked, container, notes);
        ProbeReader.bareDolbyVision(result.output()).ifPresent(profile -> {
            notes.detail("dolby_vision_profile", profile);
            notes.warn("The clip is Dolby Vision of profile " + profile
                    + ", whose colors need a decoder of Dolby: those of the derivatives are wrong");
        });
        check(checked, result);
        return checked;
    }

    private void check(Clip clip, ChildResult result) {
        if (clip.video().isEmpty()) {
            if (clip.mainAudio().isEmpty()) {
                throw ClipProblemException.failed(
                        "corrupt", "The file holds neither pictures nor sound that can be read");
            }
            return;
        }
        VideoTrack track = clip.video().get();
        if (track.codec().isEmpty()) {
            throw ClipProblemException.unsupported("no_decoder", "The clip's codec is not known");
        }
        if ((long) track.width() * track.height() <= 0) {
            throw ChildFailure.of(result);
        }
        checkSize(clip, track);
    }

    private void checkSize(Clip clip, VideoTrack track) {
        long pixels = (long) track.width() * track.height();
        if (pixels > settings.video().maxMegapixels() * 1_000_000L
                || Math.max(track.displayWidth(), track.displayHeight()) > MAX_SIDE) {
            throw ClipProblemException.failed(
                    "too_many_pixels",
                    "The clip's frames, " + track.width() + "x" + track.height() + ", are larger than is allowed");
        }
        long maxSeconds = settings.video().maxSeconds().toSeconds();
        if (clip.durationSeconds().orElse(0) > maxSeconds) {
            throw ClipProblemException.failed(
                    "too_long", "The clip is longer than the " + maxSeconds + " s that are allowed");
        }
    }

    private static void tell(Clip clip, Container container, Notes notes) {
        notes.detail("container", container.name().toLowerCase(Locale.ROOT));
        clip.bitRate().ifPresent(bits -> notes.detail("bit_rate", bits));
        notes.detail("has_audio", !clip.audio().isEmpty());
        notes.detail("audio_tracks", clip.audio().size());
        clip.mainAudio().ifPresent(audio -> notes.detail("audio_codec", audio.codec()));
        clip.video().ifPresent(track -> {
            notes.detail("frame_rate", Math.round(track.frameRate() * 1000) / 1000.0);
            notes.detail("pixel_format", track.pixelFormat());
            notes.detail("rotation", track.rotation());
            notes.detail("has_alpha", track.alpha());
            notes.detail("hdr", track.colour().highDynamicRange());
            notes.detail("interlaced", track.interlaced());
        });
        GenerationData.parse(clip.tags()).ifPresent(data -> notes.detail("generation", data));
        notes.facts(facts(clip, notes));
    }

    private static MediaFacts facts(Clip clip, Notes notes) {
        Optional<String> mimeType = notes.facts().mimeType();
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

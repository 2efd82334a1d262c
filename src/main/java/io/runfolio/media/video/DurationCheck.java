package io.runfolio.media.video;

import io.runfolio.media.MediaReport;
import io.runfolio.media.child.ChildResult;
import io.runfolio.media.video.mp4.Mp4Header;
import io.runfolio.media.video.probe.Clip;
import io.runfolio.media.video.probe.ContainerFormat;
import io.runfolio.media.video.probe.Mp3Header;
import io.runfolio.media.video.probe.PacketTimes;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * Checks the duration that a container declares, and measures it where the declaration is unreliable.
 *
 * <p>Packets are counted without decoding if the duration is missing, contradicts the tracks, exceeds the limit, or is
 * estimated from a bit rate.
 */
public final class DurationCheck {
    /** Difference above which a declared duration is wrong, in seconds. */
    public static final double TOLERANCE = 0.25;

    private final ContainerFormat containerFormat;
    private final Path source;
    private final long maxSeconds;

    DurationCheck(ContainerFormat containerFormat, Path source, long maxSeconds) {
        this.containerFormat = containerFormat;
        this.source = source;
        this.maxSeconds = maxSeconds;
    }

    /**
     * Returns the clip with a reliable duration.
     *
     * @param longestTrack duration of the longest track, if tracks declare one
     * @param packets lists the packets, in the form that {@link PacketTimes} reads
     */
    Clip checked(Clip clip, OptionalDouble longestTrack, Supplier<ChildResult> packets, MediaReport report) {
        if (isReliable(clip.durationSeconds(), longestTrack)) {
            if (containerFormat == ContainerFormat.MP4
                    && !isNear(Mp4Header.claimedSeconds(source), clip.durationSeconds())) {
                markEstimated(report); // the engine took it from the tracks
            }
            return clip;
        }
        ChildResult listed = packets.get();
        PacketTimes times = PacketTimes.read(listed.output());
        OptionalDouble measured = times.longest();
        if (measured.isEmpty() || isNear(clip.durationSeconds(), measured) && !isGuessed()) {
            return clip;
        }
        markEstimated(report);
        return clip.withDuration(measured, clip.video().map(track -> times.seconds(track.index())), size());
    }

    /** Marks the duration as measured here, not declared by the container. */
    static void markEstimated(MediaReport report) {
        report.detail("duration_estimated", true);
    }

    private boolean isReliable(OptionalDouble claim, OptionalDouble longestTrack) {
        if (claim.isEmpty() || claim.getAsDouble() > maxSeconds) {
            return false;
        }
        return switch (containerFormat) {
            case AAC, H264, MP3 -> !isGuessed();
            case MP4 -> longestTrack.isEmpty() || isNear(claim, longestTrack);
            default -> true;
        };
    }

    /** Returns whether a duration can only be estimated from a bit rate or frame rate. */
    private boolean isGuessed() {
        return switch (containerFormat) {
            case AAC, H264 -> true;
            case MP3 -> !Mp3Header.hasFrameCount(source);
            default -> false;
        };
    }

    static boolean isNear(OptionalDouble claim, OptionalDouble other) {
        return claim.isPresent() && Math.abs(claim.getAsDouble() - other.getAsDouble()) <= TOLERANCE;
    }

    private long size() {
        return source.toFile().length();
    }
}

package io.runfolio.media.video;

import io.runfolio.media.child.ChildResult;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * Checks how long a container says that it is. Packets are counted, without decoding them, where it says nothing, contradicts its tracks, exceeds the limit, or is of a kind whose length
 * is guessed from a bit rate.
 */
final class ClipDuration {
    /** Difference from which a claim is wrong, in seconds. */
    static final double TOLERANCE = 0.25;

    private final Container container;
    private final Path source;
    private final long maxSeconds;

    ClipDuration(Container container, Path source, long maxSeconds) {
        this.container = container;
        this.source = source;
        this.maxSeconds = maxSeconds;
    }

    /**
     * Returns the clip with a length that holds.
     *
     * @param longestTrack what the tracks say, where they do
     * @param packets lists the packets, for {@link PacketTimes}
     */
    Clip checked(Clip clip, OptionalDouble longestTrack, Supplier<ChildResult> packets, Notes notes) {
        if (isReliable(clip.durationSeconds(), longestTrack)) {
            if (container == Container.MP4 && !near(Mp4Header.claimed(source), clip.durationSeconds())) {
                tell(notes); // the engine has taken it from the tracks
            }
            return clip;
        }
        ChildResult listed = packets.get();
        PacketTimes times = PacketTimes.read(listed.output());
        OptionalDouble measured = times.longest();
        if (measured.isEmpty() || near(clip.durationSeconds(), measured) && !isGuessed()) {
            return clip;
        }
        tell(notes);
        return clip.lasting(measured, clip.video().map(track -> times.seconds(track.index())), size());
    }

    /** Marks the length as ours, not the container's. */
    static void tell(Notes notes) {
        notes.detail("duration_estimated", true);
    }

    private boolean isReliable(OptionalDouble claim, OptionalDouble longestTrack) {
        if (claim.isEmpty() || claim.getAsDouble() > maxSeconds) {
            return false;
        }
        return switch (container) {
            case AAC, H264, MP3 -> !isGuessed();
            case MP4 -> longestTrack.isEmpty() || near(claim, longestTrack);
            default -> true;
        };
    }

    /** Returns whether a length can only be a guess from a bit rate or a rate of frames. */
    private boolean isGuessed() {
        return switch (container) {
            case AAC, H264 -> true;
            case MP3 -> !Mp3FrameCount.isNamed(source);
            default -> false;
        };
    }

    static boolean near(OptionalDouble claim, OptionalDouble other) {
        return claim.isPresent() && Math.abs(claim.getAsDouble() - other.getAsDouble()) <= TOLERANCE;
    }

    private long size() {
        return source.toFile().length();
    }
}

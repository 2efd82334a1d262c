package io.runfolio.media.video.probe;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Clip as described by a probe.
 *
 * @param durationSeconds duration of the longest track, in seconds
 * @param bitRate bits per second of the whole file
 * @param video the default picture track, else the first; cover pictures do not count
 * @param audio sound tracks in file order
 * @param cover number of the track with a cover picture
 * @param tags texts that may contain generation data, by the keywords of {@link GeneratorTags}
 */
public record Clip(
        OptionalDouble durationSeconds,
        OptionalLong bitRate,
        Optional<VideoTrack> video,
        List<AudioTrack> audio,
        OptionalInt cover,
        Map<String, String> tags) {

    public Clip {
        audio = List.copyOf(audio);
        tags = Map.copyOf(tags);
    }

    /** Creates a clip without cover and tags. */
    public Clip(
            OptionalDouble durationSeconds, OptionalLong bitRate, Optional<VideoTrack> video, List<AudioTrack> audio) {
        this(durationSeconds, bitRate, video, audio, OptionalInt.empty(), Map.of());
    }

    /**
     * Returns the clip with a measured duration.
     *
     * @param track duration of the picture track; present if there is one
     * @param bytes file size
     */
    public Clip withDuration(OptionalDouble seconds, Optional<OptionalDouble> track, long bytes) {
        long bits = (long) (8.0 * bytes / seconds.getAsDouble());
        return new Clip(
                seconds,
                bits > 0 ? OptionalLong.of(bits) : bitRate,
                video.map(pictures -> pictures.withDuration(track.orElse(seconds))),
                audio,
                cover,
                tags);
    }

    /** Returns the sound track to keep: the default decodable one, else the first. */
    public Optional<AudioTrack> mainAudio() {
        List<AudioTrack> usable = audio.stream().filter(AudioTrack::isUsable).toList();
        return usable.stream().filter(AudioTrack::isDefault).findFirst().or(() -> usable.stream()
                .findFirst());
    }

    /**
     * Sound track of a clip.
     *
     * @param index number among all tracks
     * @param codec codec; empty if FFmpeg does not know it
     * @param channels number of channels
     * @param sampleRate samples per second
     * @param isDefault whether players choose it
     */
    public record AudioTrack(int index, String codec, int channels, int sampleRate, boolean isDefault) {
        /** Returns whether the probe recognized codec, channels and sampling rate. */
        public boolean isUsable() {
            return !codec.isEmpty() && channels > 0 && sampleRate > 0;
        }
    }
}

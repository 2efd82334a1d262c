package io.runfolio.media.video;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a probe told of a file.
 *
 * @param durationSeconds seconds, of the longest track
 * @param bitRate bits a second of the whole file
 * @param video the picture track to work on: the default one, else the first; cover pictures are none
 * @param audio the sound tracks, in the file's order
 * @param tags texts that may tell how the clip was made, by {@link ClipTags}' keywords
 */
record Clip(
        OptionalDouble durationSeconds,
        OptionalLong bitRate,
        Optional<VideoTrack> video,
        List<AudioTrack> audio,
        Map<String, String> tags) {

    Clip {
        audio = List.copyOf(audio);
        tags = Map.copyOf(tags);
    }

    /** A clip without tags. */
    Clip(OptionalDouble durationSeconds, OptionalLong bitRate, Optional<VideoTrack> video, List<AudioTrack> audio) {
        this(durationSeconds, bitRate, video, audio, Map.of());
    }

    /**
     * Returns the clip with another length, as it was measured.
     *
     * @param track of the picture track; present if there is one
     * @param bytes size of the file
     */
    Clip lasting(OptionalDouble seconds, Optional<OptionalDouble> track, long bytes) {
        long bits = (long) (8.0 * bytes / seconds.getAsDouble());
        return new Clip(
                seconds,
                bits > 0 ? OptionalLong.of(bits) : bitRate,
                video.map(pictures -> pictures.lasting(track.orElse(seconds))),
                audio,
                tags);
    }

    /** Returns the sound track to keep: the default one, else the first, of those that can be decoded. */
    Optional<AudioTrack> mainAudio() {
        List<AudioTrack> usable = audio.stream().filter(AudioTrack::known).toList();
        return usable.stream().filter(AudioTrack::isDefault).findFirst().or(() -> usable.stream()
                .findFirst());
    }

    /**
     * A sound track.
     *
     * @param index its number among all tracks
     * @param codec its codec, or empty text if FFmpeg does not know it
     * @param channels how many
     * @param sampleRate samples a second
     * @param isDefault whether players choose it
     */
    record AudioTrack(int index, String codec, int channels, int sampleRate, boolean isDefault) {
        /** Returns whether the probe made sense of it. */
        boolean known() {
            return !codec.isEmpty() && channels > 0 && sampleRate > 0;
        }
    }
}

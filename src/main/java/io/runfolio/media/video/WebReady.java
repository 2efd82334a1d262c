package io.runfolio.media.video;

import java.util.Set;

/** Tells whether browsers play a clip as it stands, so that its tracks need only be copied. */
final class WebReady {
    private static final Set<String> PROFILES = Set.of("Constrained Baseline", "Baseline", "Main", "High");
    private static final int MAX_CHANNELS = 2;

    private WebReady() {}

    static boolean test(Container container, Clip clip, VideoTrack track, FrameSize web, long maxBitRate) {
        return container == Container.MP4
                && track.codec().equals("h264")
                && PROFILES.contains(track.profile())
                && track.pixelFormat().equals("yuv420p")
                && !track.colour().range().equals("pc")
                && track.fieldOrder().equals("progressive")
                && track.rotation() == 0
                && track.sampleAspect() == 1
                && !track.colour().highDynamicRange()
                && web.width() == track.width()
                && web.height() == track.height()
                && clip.bitRate().isPresent()
                && clip.bitRate().getAsLong() <= maxBitRate
                && audioReady(clip);
    }

    private static boolean audioReady(Clip clip) {
        return clip.mainAudio()
                .map(audio -> audio.codec().equals("aac") && audio.channels() <= MAX_CHANNELS)
                .orElse(clip.audio().isEmpty());
    }
}

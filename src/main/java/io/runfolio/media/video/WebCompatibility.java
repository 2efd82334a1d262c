package io.runfolio.media.video;

import io.runfolio.media.video.probe.Clip;
import io.runfolio.media.video.probe.ContainerFormat;
import io.runfolio.media.video.probe.VideoTrack;
import java.util.Set;

/** Checks whether browsers can play a clip unchanged, so that its tracks are copied. */
final class WebCompatibility {
    private static final Set<String> PROFILES = Set.of("Constrained Baseline", "Baseline", "Main", "High");
    private static final int MAX_CHANNELS = 2;

    private WebCompatibility() {}

    static boolean isWebReady(
            ContainerFormat containerFormat, Clip clip, VideoTrack track, FrameSize web, long maxBitRate) {
        return containerFormat == ContainerFormat.MP4
                && track.codec().equals("h264")
                && PROFILES.contains(track.profile())
                && track.pixelFormat().equals("yuv420p")
                && !track.colour().range().equals("pc")
                && track.fieldOrder().equals("progressive")
                && track.rotation() == 0
                && track.sampleAspect() == 1
                && !track.colour().isHdr()
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

package io.runfolio.media.video.embedded;

import static io.runfolio.media.video.embedded.Native.check;
import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_DEFAULT;
import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_NONKEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/** Makes the web file and the frames for the poster. */
final class Transcode {
    private final Order order;
    private final int video;
    private final int audio;

    Transcode(Order order) {
        this.order = order;
        this.video = order.number("video");
        this.audio = order.find("audio").map(Integer::parseInt).orElse(-1);
    }

    void run() {
        if (order.flag("copy")) {
            copy();
            sample();
        } else {
            encode();
        }
    }

    private void encode() {
        try (Source source = open(true);
                Mp4File web = new Mp4File(order.text("web"), audio < 0 ? 1 : 2);
                FrameFile poster = poster();
                PictureTrack pictures = new PictureTrack(source, order, web, poster, AVDISCARD_DEFAULT);
                SoundTrack sound = audio < 0 ? null : new SoundTrack(source, order, web)) {
            AVPacket packet = check(av_packet_alloc(), "allocating a packet");
            while (source.read(packet)) {
                if (packet.stream_index() == video) {
                    pictures.packet(packet);
                } else if (packet.stream_index() == audio) {
                    sound.packet(packet);
                }
            }
            pictures.finish();
            if (sound != null) {
                sound.finish();
            }
            web.finish();
        }
    }

    private void copy() {
        try (Source source = open(true);
                Mp4File web = new Mp4File(order.text("web"), audio < 0 ? 1 : 2)) {
            Map<Integer, Integer> tracks = new HashMap<>();
            tracks.put(video, web.add(source.track(video).codecpar(), source.track(video)));
            if (audio >= 0) {
                tracks.put(audio, web.add(source.track(audio).codecpar(), source.track(audio)));
            }
            AVPacket packet = check(av_packet_alloc(), "allocating a packet");
            while (source.read(packet)) {
                Integer track = tracks.get(packet.stream_index());
                if (track != null) {
                    web.write(track, packet, source.timeBase(packet.stream_index()));
                }
            }
            web.finish();
        }
    }

    private void sample() {
        int skip = order.flag("everyFrame") ? AVDISCARD_DEFAULT : AVDISCARD_NONKEY;
        try (Source source = open(false);
                FrameFile poster = poster();
                PictureTrack pictures = new PictureTrack(source, order, null, poster, skip)) {
            AVPacket packet = check(av_packet_alloc(), "allocating a packet");
            while (source.read(packet)) {
                if (packet.stream_index() == video) {
                    pictures.packet(packet);
                }
            }
            pictures.finish();
        }
    }

    private Source open(boolean withSound) {
        Source source = new Source(order);
        Set<Integer> wanted = new HashSet<>(Set.of(video));
        if (withSound && audio >= 0) {
            wanted.add(audio);
        }
        source.only(wanted);
        return source;
    }

    private FrameFile poster() {
        return new FrameFile(order.text("poster"), order.number("posterFrames"));
    }
}

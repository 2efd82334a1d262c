package io.runfolio.media.video.embedded;

import static io.runfolio.media.video.embedded.Native.check;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_q2d;

import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * Sums the packets of each track without decoding them.
 *
 * <p>The result has a line per track, like one long packet in ffprobe's list.
 */
final class PacketLister {
    private final Source source;
    private final Map<Integer, Track> tracks = new TreeMap<>();

    private static final class Track {
        private double start = Double.POSITIVE_INFINITY;
        private double end = Double.NEGATIVE_INFINITY;
        private double sum;
    }

    PacketLister(Source source) {
        this.source = source;
    }

    String list() {
        AVPacket packet = check(av_packet_alloc(), "allocating a packet");
        while (source.read(packet)) {
            add(packet);
        }
        StringBuilder lines = new StringBuilder();
        tracks.forEach((index, track) -> {
            boolean timed = track.start <= track.end;
            lines.append(index).append(',').append(timed ? "" + track.start : "N/A");
            lines.append(",N/A,").append(timed ? track.end - track.start : track.sum);
            lines.append('\n');
        });
        return lines.toString();
    }

    private void add(AVPacket packet) {
        AVStream stream = source.track(packet.stream_index());
        double tick = av_q2d(stream.time_base());
        double duration = packet.duration() > 0 ? packet.duration() * tick : frame(stream);
        Track track = tracks.computeIfAbsent(packet.stream_index(), index -> new Track());
        track.sum += duration;
        long time = packet.pts() == AV_NOPTS_VALUE() ? packet.dts() : packet.pts();
        if (time != AV_NOPTS_VALUE()) {
            track.start = Math.min(track.start, time * tick);
            track.end = Math.max(track.end, time * tick + duration);
        }
    }

    private static double frame(AVStream stream) {
        AVRational rate = stream.avg_frame_rate();
        return rate.num() > 0 && rate.den() > 0 ? 1 / av_q2d(rate) : 0;
    }
}

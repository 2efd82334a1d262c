package io.runfolio.media.video.embedded;

import static io.runfolio.media.video.embedded.Native.check;
import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_ALL;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_TIME_BASE;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.PointerPointer;

/** Open file with a given demuxer; timestamps start at zero. */
final class Source implements AutoCloseable {
    private final AVFormatContext context = new AVFormatContext(null);
    private final long maxSeconds;
    private final Map<Integer, AVRational> timeBases = new HashMap<>();

    Source(TaskArguments task) {
        maxSeconds = task.longValue("maxSeconds");
        String demuxer = task.text("demuxer");
        AVInputFormat format = check(av_find_input_format(demuxer), "finding the demuxer " + demuxer);
        Map<String, String> options = new LinkedHashMap<>();
        options.put("protocol_whitelist", "file,pipe");
        options.put("format_whitelist", demuxer);
        options.put("max_streams", task.text("maxStreams"));
        AVDictionary dictionary = Native.dictionary(options);
        check(avformat_open_input(context, "file:" + task.text("source"), format, dictionary), "opening input");
        findTracks(task);
    }

    private void findTracks(TaskArguments task) {
        int count = context.nb_streams();
        PointerPointer<AVDictionary> options = new PointerPointer<>(Math.max(1, count));
        for (int index = 0; index < count; index++) {
            options.put(index, Native.dictionary(Map.of("max_pixels", task.text("maxPixels"))));
        }
        int code = avformat_find_stream_info(context, count == 0 ? null : options);
        if (code < 0) {
            Native.say("Could not find codec parameters: " + Native.words(code));
        }
    }

    AVFormatContext context() {
        return context;
    }

    int tracks() {
        return context.nb_streams();
    }

    AVStream track(int index) {
        return context.streams(index);
    }

    AVRational timeBase(int index) {
        return timeBases.computeIfAbsent(index, key -> track(key).time_base());
    }

    /** Discards the packets of all other tracks. */
    void only(Set<Integer> tracks) {
        for (int index = 0; index < tracks(); index++) {
            if (!tracks.contains(index)) {
                track(index).discard(AVDISCARD_ALL);
            }
        }
    }

    /**
     * Reads the next packet; returns false at the end.
     *
     * <p>Damaged data end the reading without an error; what was read before is kept.
     */
    boolean read(AVPacket packet) {
        av_packet_unref(packet);
        int code = av_read_frame(context, packet);
        if (code < 0) {
            if (code != AVERROR_EOF()) {
                Native.say("Error while reading, the file is corrupt: " + Native.words(code));
            }
            return false;
        }
        AVRational base = timeBase(packet.stream_index());
        if (context.start_time() != AV_NOPTS_VALUE()) {
            long start = av_rescale_q(context.start_time(), av_make_q(1, AV_TIME_BASE), base);
            if (packet.pts() != AV_NOPTS_VALUE()) {
                packet.pts(packet.pts() - start);
            }
            if (packet.dts() != AV_NOPTS_VALUE()) {
                packet.dts(packet.dts() - start);
            }
        }
        return packet.pts() == AV_NOPTS_VALUE() || packet.pts() <= av_rescale_q(maxSeconds, av_make_q(1, 1), base);
    }

    @Override
    public void close() {
        avformat_close_input(context);
    }
}

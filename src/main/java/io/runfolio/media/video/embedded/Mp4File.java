package io.runfolio.media.video.embedded;

import static io.runfolio.media.video.embedded.Native.check;
import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_BITEXACT;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_clone;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** An MP4 file being written. It starts when all its tracks are known; packets that come before wait. */
final class Mp4File implements AutoCloseable {
    /** So many packets wait at most; a track that has not shown up by then is left out. */
    private static final int MAX_WAITING = 20_000;

    private record Waiting(int track, AVPacket packet, AVRational base) {}

    private final AVFormatContext context = new AVFormatContext(null);
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private final int expected;
    private boolean started;

    Mp4File(String name, int expectedTracks) {
        expected = expectedTracks;
        check(avformat_alloc_output_context2(context, null, "mp4", name), "setting up the output");
        AVIOContext file = new AVIOContext(null);
        check(avio_open(file, "file:" + name, AVIO_FLAG_WRITE), "opening the output");
        context.pb(file);
        context.flags(context.flags() | AVFMT_FLAG_BITEXACT); // leaves out the library's own name
    }

    /** Adds a track that an encoder makes; returns its number, or -1 if it comes too late. */
    int add(AVCodecContext encoder) {
        if (started) {
            return -1;
        }
        AVStream stream = newStream();
        check(avcodec_parameters_from_context(stream.codecpar(), encoder), "describing a track");
        stream.time_base(encoder.time_base());
        stream.avg_frame_rate(encoder.framerate());
        return startIfComplete(stream);
    }

    /** Adds a track that is copied. */
    int add(AVCodecParameters parameters, AVStream source) {
        AVStream stream = newStream();
        check(avcodec_parameters_copy(stream.codecpar(), parameters), "describing a track");
        stream.codecpar().codec_tag(0);
        stream.time_base(source.time_base());
        stream.avg_frame_rate(source.avg_frame_rate());
        return startIfComplete(stream);
    }

    private AVStream newStream() {
        return check(avformat_new_stream(context, null), "adding a track");
    }

    private int startIfComplete(AVStream stream) {
        int index = stream.index();
        if (context.nb_streams() == expected) {
            start();
        }
        return index;
    }

    void write(int track, AVPacket packet, AVRational base) {
        if (track < 0) {
            return;
        }
        if (started) {
            writeNow(track, packet, base);
            return;
        }
        waiting.add(new Waiting(track, check(av_packet_clone(packet), "keeping a packet"), base));
        if (waiting.size() > MAX_WAITING) {
            start();
        }
    }

    private void start() {
        check(
                avformat_write_header(context, Native.dictionary(Map.of("movflags", "+faststart"))),
                "writing the header");
        started = true;
        for (Waiting one = waiting.poll(); one != null; one = waiting.poll()) {
            writeNow(one.track(), one.packet(), one.base());
            av_packet_free(one.packet());
        }
    }

    private void writeNow(int track, AVPacket packet, AVRational base) {
        packet.stream_index(track);
        packet.pos(-1);
        av_packet_rescale_ts(packet, base, context.streams(track).time_base());
        check(av_interleaved_write_frame(context, packet), "writing a packet");
    }

    /** Writes what is still missing, and the index. */
    void finish() {
        if (!started) {
            start();
        }
        check(av_write_trailer(context), "writing the index");
    }

    @Override
    public void close() {
        AVIOContext file = context.pb();
        if (file != null) {
            avio_closep(file);
        }
        avformat_free_context(context);
    }
}

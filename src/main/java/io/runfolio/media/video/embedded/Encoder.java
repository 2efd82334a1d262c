package io.runfolio.media.video.embedded;

import static io.runfolio.media.video.embedded.Native.check;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;

import java.util.Map;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Encodes a picture as PNG with FFmpeg's own interface; javacv resizes pictures to even widths. */
final class Encoder implements AutoCloseable {
    private final AVCodec codec;
    private final AVCodecContext context;
    private final AVPacket packet = check(av_packet_alloc(), "allocating a packet");

    /** Finds an encoder. The caller sets its format before {@link #open}. */
    Encoder(String name) {
        codec = check(avcodec_find_encoder_by_name(name), "finding the encoder " + name);
        context = check(avcodec_alloc_context3(codec), "allocating an encoder");
    }

    AVCodecContext context() {
        return context;
    }

    void open(Map<String, String> options) {
        context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER); // MP4 keeps it in its index
        check(avcodec_open2(context, codec, Native.dictionary(options)), "opening the encoder");
    }

    /** Encodes a frame and passes on all packets that are ready. */
    void encode(AVFrame frame, Consumer<AVPacket> consumer) {
        check(avcodec_send_frame(context, frame), "encoding");
        while (true) {
            int got = avcodec_receive_packet(context, packet);
            if (Native.empty(got)) {
                return;
            }
            check(got, "encoding");
            consumer.accept(packet);
            av_packet_unref(packet);
        }
    }

    @Override
    public void close() {
        avcodec_free_context(context);
    }
}

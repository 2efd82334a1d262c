package io.runfolio.media.video.embedded;

import static io.runfolio.media.video.embedded.Native.check;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Decodes one track. A packet that cannot be decoded is told and passed over. */
final class Decoder implements AutoCloseable {
    private final AVCodecContext context;
    private final AVFrame frame = check(av_frame_alloc(), "allocating a frame");

    Decoder(AVStream stream, Optional<String> name, Order order, int skip) {
        int id = stream.codecpar().codec_id();
        AVCodec codec = name.map(n -> avcodec_find_decoder_by_name(n)).orElseGet(() -> avcodec_find_decoder(id));
        if (codec == null) {
            throw new Native.NativeException("Decoder " + avcodec_get_name(id).getString() + " not found");
        }
        context = check(avcodec_alloc_context3(codec), "allocating a decoder");
        check(avcodec_parameters_to_context(context, stream.codecpar()), "reading the track's parameters");
        context.pkt_timebase(stream.time_base());
        context.thread_count(0);
        context.skip_frame(skip);
        AVDictionary options = Native.dictionary(Map.of("max_pixels", order.text("maxPixels")));
        check(avcodec_open2(context, codec, options), "opening the decoder");
    }

    /** Decodes a packet, or with none what is still inside. The frame is the consumer's until it returns. */
    void decode(AVPacket packet, Consumer<AVFrame> consumer) {
        int code = avcodec_send_packet(context, packet);
        if (code < 0 && !Native.empty(code)) {
            Native.say("Error submitting packet to decoder: " + Native.words(code));
            return;
        }
        while (true) {
            int got = avcodec_receive_frame(context, frame);
            if (Native.empty(got)) {
                return;
            }
            if (got < 0) {
                Native.say("Error while decoding: " + Native.words(got));
                return;
            }
            consumer.accept(frame);
            av_frame_unref(frame);
        }
    }

    @Override
    public void close() {
        avcodec_free_context(context);
    }
}

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

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Decodes one track with FFmpeg's own interface. Undecodable packets are reported and skipped.
 *
 * <p>javacv cannot decode several tracks of a picture in one pass, nor uncompressed rows that are stored bottom-up.
 */
final class Decoder implements AutoCloseable {
    private final AVCodecContext context;
    private final AVFrame frame = check(av_frame_alloc(), "allocating a frame");

    /** Receives decoded frames. */
    interface Output {
        /** Takes a frame, which is valid until the call returns. */
        void accept(AVFrame frame) throws IOException;
    }

    /** @param name name of a decoder to use instead of FFmpeg's default */
    Decoder(AVStream stream, Optional<String> name, TaskArguments task) {
        int id = stream.codecpar().codec_id();
        AVCodec codec = name.map(n -> avcodec_find_decoder_by_name(n)).orElseGet(() -> avcodec_find_decoder(id));
        if (codec == null) {
            throw new Native.NativeException("Decoder " + avcodec_get_name(id).getString() + " not found");
        }
        context = check(avcodec_alloc_context3(codec), "allocating a decoder");
        check(avcodec_parameters_to_context(context, stream.codecpar()), "reading the track's parameters");
        context.pkt_timebase(stream.time_base());
        context.thread_count(0);
        AVDictionary options = Native.dictionary(Map.of("max_pixels", task.text("maxPixels")));
        check(avcodec_open2(context, codec, options), "opening the decoder");
    }

    /**
     * Decodes a packet and passes on all frames that are ready.
     *
     * @param packet the packet; null at the end
     */
    void decode(AVPacket packet, Output output) throws IOException {
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
            output.accept(frame);
            av_frame_unref(frame);
        }
    }

    @Override
    public void close() {
        avcodec_free_context(context);
    }
}

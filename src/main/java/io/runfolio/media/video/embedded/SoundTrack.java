package io.runfolio.media.video.embedded;

import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_DEFAULT;
import static org.bytedeco.ffmpeg.global.avutil.AV_CHANNEL_ORDER_UNSPEC;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_describe;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** The sound track on its way: decoded, brought to a form that AAC takes, encoded. */
final class SoundTrack implements AutoCloseable {
    private static final String LABEL = "sound";
    /** The sampling rates of AAC-LC, ISO/IEC 14496-3. */
    private static final String RATES = "96000|88200|64000|48000|44100|32000|24000|22050|16000|12000|11025|8000|7350";

    /** A jump in time up to this, in seconds, is rounding; beyond, a gap that is kept. */
    private static final double TOLERANCE = 0.1;

    private final Decoder decoder;
    private final AVRational base;
    private final Order order;
    private final Mp4File web;

    private Filters filters;
    private String format = "";
    private Encoder encoder;
    private int track = -1;
    private long nextIn = Long.MIN_VALUE;

    SoundTrack(Source source, Order order, Mp4File web) {
        AVStream stream = source.track(order.number("audio"));
        this.decoder = new Decoder(stream, Optional.empty(), order, AVDISCARD_DEFAULT);
        this.base = stream.time_base();
        this.order = order;
        this.web = web;
    }

    void packet(AVPacket packet) {
        decoder.decode(packet, this::decoded);
    }

    void finish() {
        decoder.decode(null, this::decoded);
        drain();
        if (encoder != null) {
            encoder.encode(
                    null, packet -> web.write(track, packet, encoder.context().time_base()));
        }
    }

    private void decoded(AVFrame frame) {
        AVRational samples = av_make_q(1, frame.sample_rate());
        String now = format(frame);
        if (!now.equals(format)) {
            drain();
            filters = new Filters(
                    "a",
                    now,
                    "aformat=sample_fmts=fltp:sample_rates=" + RATES
                            + (order.flag("downmix") ? ":channel_layouts=stereo" : "") + "[" + LABEL + "]");
            format = now;
            nextIn = Long.MIN_VALUE;
            if (encoder == null) {
                open();
            }
            filters.samplesPerFrame(LABEL, encoder.context().frame_size());
        }
        frame.pts(time(frame, samples));
        nextIn = frame.pts() + frame.nb_samples();
        filters.filter(frame, this::filtered);
    }

    /** Times are counted in samples, as containers round theirs. */
    private long time(AVFrame frame, AVRational samples) {
        long told = frame.best_effort_timestamp();
        if (told == AV_NOPTS_VALUE()) {
            return Math.max(nextIn, 0);
        }
        long exact = av_rescale_q(told, base, samples);
        boolean near = nextIn != Long.MIN_VALUE && Math.abs(exact - nextIn) < TOLERANCE * frame.sample_rate();
        return near ? nextIn : Math.max(exact, nextIn);
    }

    private void drain() {
        if (filters != null) {
            filters.filter(null, this::filtered);
            filters.close();
            filters = null;
        }
    }

    private static String format(AVFrame frame) {
        if (frame.ch_layout().order() == AV_CHANNEL_ORDER_UNSPEC) {
            av_channel_layout_default(frame.ch_layout(), frame.ch_layout().nb_channels());
        }
        return "time_base=1/" + frame.sample_rate() + ":sample_rate=" + frame.sample_rate() + ":sample_fmt="
                + frame.format() + ":channel_layout=" + describe(frame.ch_layout());
    }

    private static String describe(AVChannelLayout layout) {
        byte[] buffer = new byte[128];
        int length = av_channel_layout_describe(layout, buffer, buffer.length);
        return new String(buffer, 0, Math.max(0, length - 1), StandardCharsets.US_ASCII);
    }

    private void filtered(String label, AVFrame frame) {
        frame.pts(av_rescale_q(
                frame.pts(), filters.timeBase(label), encoder.context().time_base()));
        encoder.encode(
                frame, packet -> web.write(track, packet, encoder.context().time_base()));
    }

    private void open() {
        encoder = new Encoder("aac");
        filters.describeSound(LABEL, encoder.context());
        encoder.context().bit_rate(order.big("audioBitRate"));
        encoder.open(Map.of());
        track = web.add(encoder.context());
    }

    @Override
    public void close() {
        decoder.close();
        if (filters != null) {
            filters.close();
        }
        if (encoder != null) {
            encoder.close();
        }
    }
}

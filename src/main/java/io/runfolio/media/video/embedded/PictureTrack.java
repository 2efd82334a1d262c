package io.runfolio.media.video.embedded;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_inv_q;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** The picture track on its way: decoded, filtered, encoded into the web file, and sampled for the poster. */
final class PictureTrack implements AutoCloseable {
    private final Decoder decoder;
    private final AVRational base;
    private final AVRational frameRate;
    private final String graph;
    private final Order order;
    private final Mp4File web;
    private final FrameFile poster;

    private Filters filters;
    private String format = "";
    private Encoder encoder;
    private int track = -1;
    private long lastIn = Long.MIN_VALUE;
    private long lastOut = Long.MIN_VALUE;

    /**
     * @param web the web file, or null where the track is only sampled
     * @param skip which frames are not decoded, as FFmpeg's AVDiscard
     */
    PictureTrack(Source source, Order order, Mp4File web, FrameFile poster, int skip) {
        AVStream stream = source.track(order.number("video"));
        this.decoder = new Decoder(stream, order.find("decoder"), order, skip);
        this.base = stream.time_base();
        this.frameRate = frameRate(stream);
        this.graph = order.text("graph")
                .replaceFirst(
                        "^(\\[0:\\d+])",
                        "$1"
                                + DisplayMatrix.of(stream.codecpar())
                                        .map(DisplayMatrix::filters)
                                        .orElse(""));
        this.order = order;
        this.web = web;
        this.poster = poster;
    }

    private static AVRational frameRate(AVStream stream) {
        AVRational average = stream.avg_frame_rate();
        AVRational rate = average.num() > 0 && average.den() > 0 ? average : stream.r_frame_rate();
        return rate.num() > 0 && rate.den() > 0 ? rate : av_make_q(25, 1);
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
        long time = frame.best_effort_timestamp();
        if (time == AV_NOPTS_VALUE() || time <= lastIn) {
            // filters and players want times that grow
            time = lastIn == Long.MIN_VALUE ? 0 : lastIn + Math.max(1, av_rescale_q(1, av_inv_q(frameRate), base));
        }
        lastIn = time;
        frame.pts(time);
        String now = format(frame);
        if (!now.equals(format)) {
            drain();
            filters = new Filters("", now, graph);
            format = now;
        }
        filters.filter(frame, this::filtered);
    }

    private void drain() {
        if (filters != null) {
            filters.filter(null, this::filtered);
            filters.close();
            filters = null;
        }
    }

    private String format(AVFrame frame) {
        AVRational aspect = frame.sample_aspect_ratio();
        String text = "video_size=" + frame.width() + "x" + frame.height() + ":pix_fmt=" + frame.format()
                + ":time_base="
                + base.num() + "/" + base.den() + ":pixel_aspect=" + aspect.num() + "/" + Math.max(1, aspect.den())
                + ":frame_rate=" + frameRate.num() + "/" + frameRate.den() + ":colorspace=" + frame.colorspace();
        return frame.color_range() == AVCOL_RANGE_UNSPECIFIED ? text : text + ":range=" + frame.color_range();
    }

    private void filtered(String label, AVFrame frame) {
        if (label.equals("poster")) {
            poster.write(frame);
            return;
        }
        if (encoder == null) {
            open(frame);
        }
        long time = av_rescale_q(
                frame.pts(), filters.timeBase(label), encoder.context().time_base());
        if (time <= lastOut) {
            return; // two frames at one time: players show one
        }
        lastOut = time;
        frame.pts(time);
        frame.pict_type(0); // the encoder decides which are key frames, not the source
        encoder.encode(
                frame, packet -> web.write(track, packet, encoder.context().time_base()));
    }

    private void open(AVFrame frame) {
        encoder = new Encoder("libx264");
        AVCodecContext context = encoder.context();
        context.width(frame.width());
        context.height(frame.height());
        context.pix_fmt(frame.format());
        context.sample_aspect_ratio(frame.sample_aspect_ratio());
        context.time_base(filters.timeBase("web"));
        context.framerate(frameRate);
        context.color_range(frame.color_range());
        context.colorspace(frame.colorspace());
        context.color_primaries(frame.color_primaries());
        context.color_trc(frame.color_trc());
        context.chroma_sample_location(frame.chroma_location());
        context.thread_count(0);
        Map<String, String> options = new LinkedHashMap<>();
        options.put("preset", order.text("preset"));
        options.put("crf", order.text("crf"));
        encoder.open(options);
        track = web.add(context);
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

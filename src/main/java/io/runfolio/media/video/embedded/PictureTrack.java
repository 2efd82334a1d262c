package io.runfolio.media.video.embedded;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_RAWVIDEO;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_inv_q;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import java.io.IOException;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;

/** Picture track of a clip: decoded by javacv and sent through the filter graph. */
final class PictureTrack implements AutoCloseable {
    /** Receives what comes out of the filter graph. */
    interface Output {
        /**
         * Takes a frame, which is valid until the call returns.
         *
         * @param label of the graph's output
         * @param timeBase unit of the frame's time
         */
        void accept(String label, AVFrame frame, AVRational timeBase) throws IOException;
    }

    private final FFmpegFrameGrabber grabber;
    private final TaskArguments task;
    private final AVStream stream;
    private final AVRational base;
    private final AVRational frameRate;
    private final long start;
    private final String graph;
    private Output output;
    private Filters filters;
    private String format = "";
    private long lastTime = Long.MIN_VALUE;

    PictureTrack(TaskArguments task, ClipGrabber.Skip skip) throws IOException {
        int track = task.intValue("video");
        this.task = task;
        grabber = ClipGrabber.open(task, track, ClipGrabber.NO_TRACK, skip);
        stream = grabber.getFormatContext().streams(track);
        base = stream.time_base();
        frameRate = frameRate(stream);
        start = ClipGrabber.start(grabber, stream);
        String upright =
                DisplayMatrix.of(stream.codecpar()).map(DisplayMatrix::filters).orElse("");
        graph = task.text("graph").replaceFirst("^(\\[0:\\d+])", "$1" + upright);
    }

    private static AVRational frameRate(AVStream stream) {
        AVRational average = stream.avg_frame_rate();
        AVRational rate = average.num() > 0 && average.den() > 0 ? average : stream.r_frame_rate();
        return rate.num() > 0 && rate.den() > 0 ? rate : av_make_q(25, 1);
    }

    /** Returns frames per second. */
    AVRational frameRate() {
        return frameRate;
    }

    /** Decodes the track to its end or to the maximum duration. */
    void run(Output receiver) throws IOException {
        output = receiver;
        long end = start + av_rescale_q(task.longValue("maxSeconds"), av_make_q(1, 1), base);
        if (stream.codecpar().codec_id() == AV_CODEC_ID_RAWVIDEO) {
            decodeUncompressed(end);
        } else {
            decode(end);
        }
        drain();
    }

    private void decode(long end) throws IOException {
        for (Frame frame = next(); frame != null; frame = next()) {
            AVFrame picture = (AVFrame) frame.opaque;
            if (picture.best_effort_timestamp() != AV_NOPTS_VALUE() && picture.best_effort_timestamp() > end) {
                return;
            }
            decoded(picture);
        }
    }

    private Frame next() throws IOException {
        return grabber.grabFrame(false, true, true, false, false);
    }

    /** Decodes without javacv, which fails on rows stored bottom-up because of their negative stride. */
    private void decodeUncompressed(long end) throws IOException {
        try (Decoder decoder = new Decoder(stream, task.find("decoder"), task)) {
            for (AVPacket packet = grabber.grabPacket();
                    packet != null && packet.pts() <= end;
                    packet = grabber.grabPacket()) {
                if (packet.stream_index() == stream.index()) { // a demuxer may ignore the discarding
                    decoder.decode(packet, this::decoded);
                }
                av_packet_unref(packet);
            }
            decoder.decode(null, this::decoded);
        }
    }

    private void decoded(AVFrame frame) throws IOException {
        frame.pts(time(frame));
        String now = format(frame);
        if (!now.equals(format)) {
            drain();
            filters = new Filters(now, graph);
            format = now;
        }
        filters.filter(frame, this::filtered);
    }

    /** Returns a timestamp later than the previous one, as filters and players require. */
    private long time(AVFrame frame) {
        long time = frame.best_effort_timestamp();
        boolean known = time != AV_NOPTS_VALUE();
        time -= known ? start : 0;
        if (!known || time <= lastTime) {
            long step = Math.max(1, av_rescale_q(1, av_inv_q(frameRate), base));
            time = lastTime == Long.MIN_VALUE ? 0 : lastTime + step;
        }
        lastTime = time;
        return time;
    }

    private String format(AVFrame frame) {
        AVRational aspect = frame.sample_aspect_ratio();
        String text = "video_size=" + frame.width() + "x" + frame.height() + ":pix_fmt=" + frame.format()
                + ":time_base="
                + base.num() + "/" + base.den() + ":pixel_aspect=" + aspect.num() + "/" + Math.max(1, aspect.den())
                + ":frame_rate=" + frameRate.num() + "/" + frameRate.den() + ":colorspace=" + frame.colorspace();
        return frame.color_range() == AVCOL_RANGE_UNSPECIFIED ? text : text + ":range=" + frame.color_range();
    }

    private void filtered(String label, AVFrame frame) throws IOException {
        output.accept(label, frame, filters.timeBase(label));
    }

    private void drain() throws IOException {
        if (filters != null) {
            filters.filter(null, this::filtered);
            filters.close();
            filters = null;
        }
    }

    @Override
    public void close() throws IOException {
        if (filters != null) {
            filters.close();
        }
        grabber.close();
    }
}

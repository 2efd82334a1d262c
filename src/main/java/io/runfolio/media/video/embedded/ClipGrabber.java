package io.runfolio.media.video.embedded;

import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_ALL;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_INFO;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_WARNING;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_TIME_BASE;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import java.util.Map;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.FrameGrabber;

/** Opens clips with javacv: one demuxer, local files only, raw frames, limits on tracks and pixels. */
final class ClipGrabber {
    /** Track number that no file has: javacv then opens no decoder of that kind. */
    static final int NO_TRACK = Integer.MAX_VALUE;

    private ClipGrabber() {}

    /** Frames that are not decoded. */
    enum Skip {
        NONE(Map.of()),
        ALL_BUT_KEY_FRAMES(Map.of("skip_frame", "nokey")),
        /** Skips frames that no other needs, and a filter whose lack small tiles do not show. */
        BIDIRECTIONAL(Map.of("skip_frame", "bidir", "skip_loop_filter", "all"));

        private final Map<String, String> options;

        Skip(Map<String, String> options) {
            this.options = options;
        }
    }

    /**
     * Opens a clip; packets of all other tracks are discarded.
     *
     * @param video number of the picture track, or {@link #NO_TRACK}
     * @param audio number of the sound track, or {@link #NO_TRACK}
     * @param skip frames that the picture decoder skips
     */
    static FFmpegFrameGrabber open(TaskArguments task, int video, int audio, Skip skip) throws FrameGrabber.Exception {
        FFmpegFrameGrabber grabber = new FFmpegFrameGrabber("file:" + task.text("source"));
        grabber.setFormat(task.text("demuxer"));
        grabber.setOption("protocol_whitelist", "file,pipe");
        grabber.setOption("format_whitelist", task.text("demuxer"));
        grabber.setOption("max_streams", task.text("maxStreams"));
        grabber.setImageMode(FrameGrabber.ImageMode.RAW);
        grabber.setSampleMode(FrameGrabber.SampleMode.RAW);
        grabber.setVideoStream(video);
        grabber.setAudioStream(audio);
        grabber.setVideoOption("max_pixels", task.text("maxPixels"));
        skip.options.forEach(grabber::setVideoOption);
        task.find("decoder").ifPresent(grabber::setVideoCodecName);
        av_log_set_level(AV_LOG_WARNING); // keeps the description of the input out of the clip's log
        grabber.start();
        av_log_set_level(AV_LOG_INFO);
        AVFormatContext context = grabber.getFormatContext();
        for (int index = 0; index < context.nb_streams(); index++) {
            if (index != video && index != audio) {
                context.streams(index).discard(AVDISCARD_ALL);
            }
        }
        return grabber;
    }

    /** Returns the start time of a file in units of a track, which becomes zero in derivatives. */
    static long start(FFmpegFrameGrabber grabber, AVStream track) {
        long start = grabber.getFormatContext().start_time();
        return start == AV_NOPTS_VALUE() ? 0 : av_rescale_q(start, av_make_q(1, AV_TIME_BASE), track.time_base());
    }
}

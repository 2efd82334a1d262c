package io.runfolio.media.video.embedded;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;
import static org.bytedeco.ffmpeg.global.avutil.av_q2d;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import java.io.IOException;
import java.util.Locale;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Frame;

/** Web derivative: H.264 and AAC in MP4, encoded and written by javacv. The first frame starts it. */
final class WebFile implements AutoCloseable {
    /** Maximum ticks per second of the timestamps. */
    private static final int MAX_TICKS = 90_000;

    private final TaskArguments task;
    private final SoundTrack sound;
    private final PackedFrame packed = new PackedFrame();
    private FFmpegFrameRecorder recorder;
    private AVRational clock;
    private long delay;
    private long lastTime = Long.MIN_VALUE;

    /** @param sound the sound track; null for a silent file */
    WebFile(TaskArguments task, SoundTrack sound) {
        this.task = task;
        this.sound = sound;
    }

    /** Encodes a frame and the sound up to it. A second frame at the same time is dropped. */
    void write(AVFrame frame, AVRational timeBase, AVRational frameRate) throws IOException {
        if (recorder == null) {
            clock = clock(timeBase);
            start(frame, frameRate);
        }
        long time = av_rescale_q(frame.pts(), timeBase, clock);
        if (time <= lastTime) {
            return;
        }
        lastTime = time;
        recorder.setFrameNumber((int) (time - delay));
        recorder.recordImage(
                frame.width(), frame.height(), Frame.DEPTH_UBYTE, 1, frame.width(), frame.format(), packed.copy(frame));
        if (sound != null) {
            sound.record(recorder, time * av_q2d(clock));
        }
    }

    /** Returns the source's time base, if javacv's 32-bit frame numbers can express the maximum duration. */
    private AVRational clock(AVRational timeBase) {
        long maxTicks = Math.min(MAX_TICKS, Integer.MAX_VALUE / (task.longValue("maxSeconds") + 1));
        return timeBase.den() <= maxTicks * timeBase.num() ? timeBase : av_make_q(1, (int) maxTicks);
    }

    private void start(AVFrame frame, AVRational frameRate) throws IOException {
        boolean audible = sound != null && sound.hasNext();
        recorder = open(task, frame.width(), frame.height(), audible ? sound.channels() : 0);
        recorder.setVideoCodec(AV_CODEC_ID_H264);
        recorder.setVideoCodecName("libx264");
        recorder.setVideoProfile(avcodec.AV_PROFILE_H264_HIGH);
        recorder.setVideoBitrate(0);
        recorder.setPixelFormat(frame.format());
        recorder.setAspectRatio(1);
        recorder.setFrameRate(av_q2d(frameRate));
        recorder.setVideoOption("preset", task.text("preset"));
        recorder.setVideoOption("crf", task.text("crf"));
        // keeps the timestamps of variable frame rates, while the encoder assumes the average rate
        recorder.setVideoOption("time_base", clock.num() + "/" + clock.den());
        recorder.setVideoOption("x264-params", "fps=" + frameRate.num() + "/" + frameRate.den());
        recorder.setVideoOption("color_range", "" + frame.color_range());
        recorder.setVideoOption("colorspace", "" + frame.colorspace());
        recorder.setVideoOption("color_primaries", "" + frame.color_primaries());
        recorder.setVideoOption("color_trc", "" + frame.color_trc());
        recorder.setVideoOption("chroma_sample_location", "" + frame.chroma_location());
        recorder.setOption("video_track_timescale", "" + clock.den());
        if (audible) {
            recorder.setAudioCodec(AV_CODEC_ID_AAC);
            recorder.setAudioBitrate(task.intValue("audioBitRate"));
            recorder.setSampleRate(sound.sampleRate());
            recorder.setSampleFormat(AV_SAMPLE_FMT_FLTP);
            // javacv starts sound at zero, so frame numbers start below zero and the muxer shifts both tracks
            delay = Math.round(sound.delay() / av_q2d(clock));
            recorder.setOption("output_ts_offset", String.format(Locale.ROOT, "%.6f", delay * av_q2d(clock)));
        }
        recorder.start();
    }

    /** Returns a recorder for an MP4 with its index first and without the library's name. */
    static FFmpegFrameRecorder open(TaskArguments task, int width, int height, int audioChannels) {
        FFmpegFrameRecorder recorder =
                new FFmpegFrameRecorder("file:" + task.text("web"), width, height, audioChannels);
        recorder.setFormat("mp4");
        recorder.setInterleaved(true);
        recorder.setOption("movflags", "+faststart");
        recorder.setOption("fflags", "+bitexact");
        return recorder;
    }

    /** Writes the remaining sound, the encoders' buffered packets and the index. */
    void finish() throws IOException {
        if (recorder == null) {
            throw new Native.NativeException("Error while decoding: the clip has no frame");
        }
        if (sound != null) {
            sound.record(recorder, task.longValue("maxSeconds"));
        }
        recorder.close();
    }

    @Override
    public void close() throws IOException {
        packed.close();
        if (recorder != null) {
            recorder.release();
        }
    }
}

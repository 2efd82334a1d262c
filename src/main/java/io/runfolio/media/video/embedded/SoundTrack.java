package io.runfolio.media.video.embedded;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_get_packed_sample_fmt;
import static org.bytedeco.ffmpeg.global.avutil.av_q2d;

import java.io.IOException;
import java.nio.Buffer;
import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacv.FFmpegFrameFilter;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Frame;

/** Sound track of a clip, decoded to mono or stereo by javacv; gaps become silence. */
final class SoundTrack implements AutoCloseable {
    /** Sampling rates of AAC-LC, ISO/IEC 14496-3. */
    private static final String RATES = "96000|88200|64000|48000|44100|32000|24000|22050|16000|12000|11025|8000|7350";
    /** Maximum difference between timestamps that is rounding, in seconds; more is a gap. */
    private static final double TOLERANCE = 0.1;
    /** Maximum number of sample planes that javacv copies. */
    private static final int MAX_CHANNELS = 8;

    private final FFmpegFrameGrabber grabber;
    private final AVStream stream;
    private final long start;
    private final long maxSeconds;
    private FFmpegFrameFilter filter;
    private String format = "";
    private final double delay;
    private Frame next;
    private double seconds;

    SoundTrack(TaskArguments task) throws IOException {
        int track = task.intValue("audio");
        grabber = ClipGrabber.open(task, ClipGrabber.NO_TRACK, track, ClipGrabber.Skip.NONE);
        stream = grabber.getFormatContext().streams(track);
        start = ClipGrabber.start(grabber, stream);
        maxSeconds = task.longValue("maxSeconds");
        grab();
        seconds = hasNext() ? Math.max(0, time()) : 0;
        delay = seconds;
    }

    /** Returns whether decodable sound is left to record. */
    boolean hasNext() {
        return next != null;
    }

    /** Returns the delay of the sound after the start of the clip, in seconds. */
    double delay() {
        return delay;
    }

    /** Returns the number of output channels, 1 or 2. */
    int channels() {
        return Math.min(2, next.audioChannels);
    }

    int sampleRate() throws IOException {
        restartFilter();
        return filter.getSampleRate();
    }

    private void grab() throws IOException {
        next = grabber.grabFrame(true, false, true, false, false);
        if (next == null || seconds > maxSeconds) {
            next = null;
            return;
        }
        if (next.audioChannels > MAX_CHANNELS) {
            throw new Native.NativeException("Error decoding sound: more than " + MAX_CHANNELS + " channels");
        }
    }

    /** Records sound up to a time in seconds. */
    void record(FFmpegFrameRecorder recorder, double until) throws IOException {
        while (hasNext() && seconds < until) {
            restartFilter();
            double gap = time() - seconds;
            if (gap > TOLERANCE) {
                recordSilence(recorder, Math.min(gap, until - seconds));
            } else {
                seconds += (double) samples(next) / next.sampleRate;
                filter.push(next);
                recordFiltered(recorder);
                grab();
            }
        }
        if (!hasNext() && filter != null) {
            closeFilter(recorder);
        }
    }

    /** Returns the time of the next frame from the start of the clip, in seconds. */
    private double time() {
        long time = ((AVFrame) next.opaque).best_effort_timestamp();
        return time == AV_NOPTS_VALUE() ? seconds : (time - start) * av_q2d(stream.time_base());
    }

    private void recordSilence(FFmpegFrameRecorder recorder, double length) throws IOException {
        int count = (int) Math.max(1, Math.min(1, length) * sampleRate());
        Buffer[] planes = IntStream.range(0, channels())
                .mapToObj(plane -> FloatBuffer.allocate(count))
                .toArray(Buffer[]::new);
        recorder.recordSamples(sampleRate(), channels(), planes);
        seconds += (double) count / sampleRate();
    }

    /** Starts a filter for the format of the next frame; formats may change within a track. */
    private void restartFilter() throws IOException {
        String now = next.sampleRate + " " + next.audioChannels + " " + grabber.getSampleFormat();
        if (now.equals(format)) {
            return;
        }
        if (filter != null) {
            filter.close();
        }
        filter = new FFmpegFrameFilter(
                "aformat=sample_fmts=fltp:sample_rates=" + RATES + ":channel_layouts="
                        + (channels() == 1 ? "mono" : "stereo"),
                next.audioChannels);
        filter.setSampleRate(next.sampleRate);
        filter.setSampleFormat(sampleFormat());
        filter.start();
        format = now;
    }

    private void recordFiltered(FFmpegFrameRecorder recorder) throws IOException {
        for (Frame frame = filter.pull(); frame != null; frame = filter.pull()) {
            recorder.recordSamples(frame.sampleRate, frame.audioChannels, frame.samples);
        }
    }

    private void closeFilter(FFmpegFrameRecorder recorder) throws IOException {
        filter.push(null);
        recordFiltered(recorder);
        filter.close();
        filter = null;
    }

    /** Returns the sample format in javacv's buffers: a single plane counts as interleaved. */
    private int sampleFormat() {
        int decoded = grabber.getSampleFormat();
        return next.samples.length == 1 ? av_get_packed_sample_fmt(decoded) : decoded;
    }

    private static int samples(Frame frame) {
        return ((AVFrame) frame.opaque).nb_samples();
    }

    @Override
    public void close() throws IOException {
        if (filter != null) {
            filter.close();
        }
        grabber.close();
    }
}

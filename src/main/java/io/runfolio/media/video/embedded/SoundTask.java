package io.runfolio.media.video.embedded;

import static org.bytedeco.ffmpeg.global.avutil.av_get_packed_sample_fmt;

import java.io.IOException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.javacv.FFmpegFrameFilter;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;

/** Decodes a sound to few samples of one channel, and extracts its cover picture without decoding it. */
final class SoundTask {
    /** Maximum number of sample planes that javacv copies. */
    private static final int MAX_CHANNELS = 8;

    private final TaskArguments task;
    private final int rate;
    private long samplesLeft;
    private FFmpegFrameFilter filter;
    private String format = "";

    SoundTask(TaskArguments task) {
        this.task = task;
        this.rate = task.intValue("sampleRate");
        this.samplesLeft = task.longValue("maxSeconds") * rate;
    }

    void run() throws IOException {
        if (task.find("cover").isPresent()) {
            cover();
        }
        int track = task.intValue("audio");
        try (FileChannel file = FileChannel.open(
                        Path.of(task.text("pcm")),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING);
                FFmpegFrameGrabber grabber =
                        ClipGrabber.open(task, ClipGrabber.NO_TRACK, track, ClipGrabber.Skip.NONE)) {
            for (Frame frame = next(grabber); frame != null && samplesLeft > 0; frame = next(grabber)) {
                restartFilter(grabber, frame, file);
                filter.push(frame);
                write(file);
            }
            closeFilter(file);
        }
    }

    private void cover() throws IOException {
        try (Source source = new Source(task)) {
            AVPacket packet = source.track(task.intValue("cover")).attached_pic();
            if (packet.data() != null && packet.size() > 0) {
                byte[] bytes = new byte[packet.size()];
                packet.data().get(bytes);
                Files.write(Path.of(task.text("coverFile")), bytes);
            }
        }
    }

    private static Frame next(FFmpegFrameGrabber grabber) throws IOException {
        Frame frame = grabber.grabFrame(true, false, true, false, false);
        if (frame != null && frame.audioChannels > MAX_CHANNELS) {
            throw new Native.NativeException("Error decoding sound: more than " + MAX_CHANNELS + " channels");
        }
        return frame;
    }

    /** Starts a filter for the format of the next frame; formats may change within a track. */
    private void restartFilter(FFmpegFrameGrabber grabber, Frame frame, FileChannel file) throws IOException {
        String now = frame.sampleRate + " " + frame.audioChannels + " " + grabber.getSampleFormat();
        if (now.equals(format)) {
            return;
        }
        closeFilter(file);
        filter = new FFmpegFrameFilter(
                "aformat=sample_fmts=s16:sample_rates=" + rate + ":channel_layouts=mono", frame.audioChannels);
        filter.setSampleRate(frame.sampleRate);
        int decoded = grabber.getSampleFormat();
        filter.setSampleFormat(frame.samples.length == 1 ? av_get_packed_sample_fmt(decoded) : decoded);
        filter.start();
        format = now;
    }

    private void closeFilter(FileChannel file) throws IOException {
        if (filter != null) {
            filter.push(null);
            write(file);
            filter.close();
            filter = null;
        }
    }

    private void write(FileChannel file) throws IOException {
        for (Frame frame = filter.pull(); frame != null; frame = filter.pull()) {
            Buffer samples = frame.samples[0];
            ShortBuffer shorts = (ShortBuffer) samples;
            int count = (int) Math.min(samplesLeft, shorts.remaining());
            ByteBuffer bytes = ByteBuffer.allocate(2 * count).order(ByteOrder.LITTLE_ENDIAN);
            for (int at = 0; at < count; at++) {
                bytes.putShort(shorts.get());
            }
            samplesLeft -= count;
            for (bytes.flip(); bytes.hasRemaining(); ) {
                file.write(bytes);
            }
        }
    }
}

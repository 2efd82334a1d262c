package io.runfolio.media.video.embedded;

import static io.runfolio.media.video.embedded.Native.check;
import static org.bytedeco.ffmpeg.global.avutil.av_image_copy_to_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_image_get_buffer_size;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;

/** A file of bare frames, one after the other; what comes after the last that is wanted is dropped. */
final class FrameFile implements AutoCloseable {
    private final OutputStream out;
    private int left;

    FrameFile(String name, int frames) {
        try {
            out = Files.newOutputStream(Path.of(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        left = frames;
    }

    void write(AVFrame frame) {
        if (left <= 0) {
            return;
        }
        left--;
        int size = av_image_get_buffer_size(frame.format(), frame.width(), frame.height(), 1);
        try (BytePointer buffer = new BytePointer(check(size, "measuring a frame"))) {
            check(
                    av_image_copy_to_buffer(
                            buffer,
                            size,
                            frame.data(),
                            frame.linesize(),
                            frame.format(),
                            frame.width(),
                            frame.height(),
                            1),
                    "copying a frame");
            byte[] bytes = new byte[size];
            buffer.get(bytes);
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

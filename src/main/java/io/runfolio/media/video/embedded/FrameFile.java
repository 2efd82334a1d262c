package io.runfolio.media.video.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** File of raw frames, one after the other; frames beyond the maximum are dropped. */
final class FrameFile implements AutoCloseable {
    private final FileChannel file;
    private final PackedFrame packed = new PackedFrame();
    private int left;

    FrameFile(String name, int maxFrames) {
        try {
            file = FileChannel.open(
                    Path.of(name),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        left = maxFrames;
    }

    void write(AVFrame frame) {
        if (left <= 0) {
            return;
        }
        left--;
        try {
            for (var bytes = packed.copy(frame); bytes.hasRemaining(); ) {
                file.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        packed.close();
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

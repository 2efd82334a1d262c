package io.runfolio.media.image;

import io.runfolio.media.WorkDeadline;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.stream.FileImageInputStream;

/** A file for ImageIO's readers whose reads end with the time limit of the work, and with them the reader's loops. */
final class TimedImageInputStream extends FileImageInputStream {

    TimedImageInputStream(Path file) throws IOException {
        super(file.toFile());
    }

    @Override
    public int read() throws IOException {
        WorkDeadline.check();
        return super.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        WorkDeadline.check();
        return super.read(buffer, offset, length);
    }
}

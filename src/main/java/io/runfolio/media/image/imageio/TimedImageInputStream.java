package io.runfolio.media.image.imageio;

import io.runfolio.media.WorkDeadline;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.stream.FileImageInputStream;

/** File for ImageIO's readers whose reads fail after the work deadline, which ends the reader's loops. */
public final class TimedImageInputStream extends FileImageInputStream {

    public TimedImageInputStream(Path file) throws IOException {
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

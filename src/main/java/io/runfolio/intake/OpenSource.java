package io.runfolio.intake;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * Source that is open for reading.
 *
 * @param channel content
 * @param bytes size before it was opened
 * @param modified time of the last change before it was opened
 * @param file real path; empty for content in memory
 */
public record OpenSource(SeekableByteChannel channel, long bytes, FileTime modified, Optional<Path> file)
        implements Closeable {

    /** Returns content in memory as a source. */
    public static OpenSource of(byte[] content) {
        return new OpenSource(new InMemoryChannel(content), content.length, FileTime.fromMillis(0), Optional.empty());
    }

    /**
     * Opens a regular file without following a link.
     *
     * @throws SourceRoots.NotAFileException if it is not a regular file
     */
    public static OpenSource of(Path file) throws IOException {
        return SourceRoots.openPlain(file);
    }

    /** Returns whether the open file has the size from before it was opened; a pipe has none. */
    public boolean isAsLong() throws IOException {
        return channel.size() == bytes;
    }

    /**
     * Returns whether the whole file was read and not modified meanwhile. A file that was deleted after it was opened
     * is complete too.
     */
    public boolean isUnchanged(long bytesRead) throws IOException {
        return bytesRead == bytes && isAsLong() && isUntouched();
    }

    private boolean isUntouched() throws IOException {
        try {
            return file.isEmpty()
                    || Files.getLastModifiedTime(file.get(), LinkOption.NOFOLLOW_LINKS)
                            .equals(modified);
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

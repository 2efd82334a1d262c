package io.runfolio.store.object;

import io.runfolio.files.Checksums;
import io.runfolio.files.StorageErrors;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Bytes to send, which can be read several times.
 *
 * @param bytes size
 * @param sha256 checksum in lower-case hex, which the store compares
 * @param source opens the bytes
 */
public record ObjectContent(long bytes, String sha256, Source source) {
    /** Opens the bytes from their start. */
    @FunctionalInterface
    public interface Source {
        InputStream open() throws IOException;
    }

    /** Returns bytes in memory as content. */
    public static ObjectContent of(byte[] bytes) {
        return new ObjectContent(bytes.length, Checksums.sha256(bytes), () -> new ByteArrayInputStream(bytes));
    }

    /**
     * Returns a range of a file as content, and reads it once for the checksum.
     *
     * @throws io.runfolio.files.StorageException if the file cannot be read
     */
    public static ObjectContent of(Path file, long from, long bytes) {
        Source source = () -> new FileRange(open(file, from), bytes);
        try (InputStream in = source.open()) {
            return new ObjectContent(bytes, Checksums.sha256(in), source);
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " could not be read");
        }
    }

    /** Returns a file whose checksum is known as content. */
    public static ObjectContent of(Path file, long bytes, String sha256) {
        return new ObjectContent(bytes, sha256, () -> new FileRange(open(file, 0), bytes));
    }

    private static InputStream open(Path file, long from) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        channel.position(from);
        return Channels.newInputStream(channel);
    }
}

package io.runfolio.upload;

import io.runfolio.files.Checksums;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageException;
import io.runfolio.upload.UploadException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Writer of one request's bytes to an upload, with checksums computed on the way. Used by one thread. */
final class UploadWriter {
    private static final int BUFFER_BYTES = 64 << 10;
    /** Number of bytes that a killed process loses at most. */
    private static final long CHECKPOINT_BYTES = 16L << 20;

    private final Path data;
    private final long begin;
    private final long max;
    private final MessageDigest whole;
    private final Optional<ChunkChecksum> expected;
    private final LongConsumer checkpoint;
    private long written;

    /**
     * @param data file of the upload
     * @param begin durable offset; what follows in the file is overwritten
     * @param max largest offset that is allowed
     * @param whole digest of the bytes before the offset
     * @param expected checksum of the request's bytes, which are kept only if they have it
     * @param checkpoint called with a new offset when the bytes before it are flushed
     */
    UploadWriter(
            Path data,
            long begin,
            long max,
            MessageDigest whole,
            Optional<ChunkChecksum> expected,
            LongConsumer checkpoint) {
        this.data = data;
        this.begin = begin;
        this.max = max;
        this.whole = whole;
        this.expected = expected;
        this.checkpoint = checkpoint;
        this.written = begin;
    }

    /**
     * Writes a body to its end. If it breaks off, what has come is kept, unless it has a checksum.
     *
     * @throws UploadException if the body is too long, has another checksum or breaks off
     * @throws StorageException on an I/O error of the disk
     */
    void write(InputStream body) {
        long saved = begin;
        try (FileChannel out = FileChannel.open(data, StandardOpenOption.WRITE)) {
            out.truncate(begin);
            out.position(begin);
            byte[] buffer = new byte[BUFFER_BYTES];
            int count;
            while ((count = read(body, buffer, out)) >= 0) {
                if (written + count > max) {
                    throw longerThanAllowed();
                }
                write(out, buffer, count);
                if (expected.isEmpty() && written - saved >= CHECKPOINT_BYTES) {
                    save(out);
                    saved = written;
                }
            }
            if (expected.isPresent() && !expected.get().matches()) {
                throw new UploadException(
                        Reason.CHECKSUM_MISMATCH,
                        "The bytes do not have the checksum of Upload-Checksum: send them again.");
            }
            save(out);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "An upload cannot be written");
        }
    }

    private UploadException longerThanAllowed() {
        return new UploadException(
                Reason.UPLOAD_TOO_LARGE,
                "The body is longer than the rest of the upload, " + (max - begin) + " bytes: nothing of it is kept"
                        + " beyond the last flushed offset.");
    }

    private int read(InputStream body, byte[] buffer, FileChannel out) throws IOException {
        try {
            return body.read(buffer);
        } catch (IOException e) {
            if (expected.isEmpty()) {
                save(out);
            }
            throw new UploadException(
                    Reason.UPLOAD_INTERRUPTED, "The body ended before its last byte: continue at the offset.", e);
        }
    }

    private void write(FileChannel out, byte[] buffer, int count) throws IOException {
        whole.update(buffer, 0, count);
        expected.ifPresent(checksum -> checksum.update(buffer, count));
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
        written += count;
    }

    private void save(FileChannel out) throws IOException {
        out.force(true);
        checkpoint.accept(written);
    }

    /** Returns the digest of the first bytes of a file. */
    static MessageDigest digest(Path data, long bytes) {
        MessageDigest digest = Checksums.newSha256();
        try (FileChannel in = FileChannel.open(data, StandardOpenOption.READ)) {
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
            long left = bytes;
            while (left > 0) {
                buffer.clear().limit((int) Math.min(left, BUFFER_BYTES));
                int count = in.read(buffer);
                if (count < 0) {
                    throw new IOException(data + " has fewer bytes than its recorded offset");
                }
                digest.update(buffer.flip());
                left -= count;
            }
            return digest;
        } catch (IOException e) {
            throw StorageErrors.translate(e, "An upload cannot be read");
        }
    }
}

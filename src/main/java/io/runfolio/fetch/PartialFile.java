package io.runfolio.fetch;

import io.runfolio.files.StorageErrors;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/**
 * File that grows while it is fetched. Its state names the bytes that are on disk, so that a killed worker's successor
 * resumes there. All failures are those of the disk.
 */
final class PartialFile implements Closeable {
    private static final long FLUSH_BYTES = 4L << 20;
    private static final long FLUSH_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int BUFFER_BYTES = 64 << 10;

    private final FetchFolder folder;
    private final FetchTask task;
    private final FileChannel channel;
    private FetchNote note;
    private long size;
    private long flushedAt = System.nanoTime();

    private PartialFile(FetchFolder folder, FetchTask task, FileChannel channel, FetchNote note) {
        this.folder = folder;
        this.task = task;
        this.channel = channel;
        this.note = note;
        this.size = note.flushed();
    }

    /** Returns the number of bytes that can be kept; 0 without a validator or whole bytes. */
    static long resumable(FetchFolder folder, FetchTask task) {
        FetchNote note = folder.note(task);
        Path file = folder.file(task);
        try {
            boolean there = Files.isRegularFile(file) && Files.size(file) >= note.flushed();
            return there && note.validator().isPresent() ? note.flushed() : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /**
     * Opens the file and records what it is part of.
     *
     * @param from number of its bytes that are kept
     */
    static PartialFile open(FetchFolder folder, FetchTask task, Optional<String> validator, long from) {
        try {
            FetchNote note = folder.note(task).partial(validator, from);
            folder.write(task, note.partial(validator, Math.min(from, note.flushed())));
            FileChannel channel = FileChannel.open(
                    folder.file(task), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            channel.truncate(from).position(from);
            return new PartialFile(folder, task, channel, note);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A file cannot be fetched into " + folder.file(task));
        }
    }

    long size() {
        return size;
    }

    /** Adds the bytes that were kept to the checksums. */
    void hashKept(StatedChecksums checksums) {
        byte[] bytes = new byte[BUFFER_BYTES];
        try {
            for (long at = 0; at < size; ) {
                int count = channel.read(ByteBuffer.wrap(bytes, 0, (int) Math.min(bytes.length, size - at)), at);
                if (count < 0) {
                    throw new IOException("the file is shorter than it was");
                }
                checksums.update(bytes, count);
                at += count;
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A partial file cannot be read");
        }
    }

    void append(byte[] bytes, int length) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            size += length;
            boolean due = size - note.flushed() >= FLUSH_BYTES || System.nanoTime() - flushedAt >= FLUSH_NANOS;
            if (due) {
                flush();
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A fetched file cannot be written");
        }
    }

    /** Flushes all bytes, then records how many there are. */
    void flush() {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A fetched file cannot be written");
        }
        note = note.partial(note.validator(), size);
        folder.write(task, note);
        flushedAt = System.nanoTime();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A fetched file cannot be written");
        }
    }
}

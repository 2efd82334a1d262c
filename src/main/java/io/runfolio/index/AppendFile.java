package io.runfolio.index;

import io.runfolio.run.Durable;
import io.runfolio.run.StorageErrors;
import io.runfolio.run.StorageRoots;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of lines that is only ever appended, whole lines at a time, by one writer at a time over all threads and processes. What others append is followed: each line is handed to the reader once, in
 * the file's order.
 *
 * <p>Reads and writes go through {@link RandomAccessFile}, as an interrupt closes an NIO channel in the middle of its work.
 */
final class AppendFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AppendFile.class);

    private final Path file;
    private final SetAside broken;
    private final ProcessLock lock;
    private final long position;
    private final boolean forced;
    private final Reader reader;

    private RandomAccessFile handle;
    private Object identity;
    /** Position behind the last whole line that was read. */
    private long end;
    /** Position behind the last line that the reader could use. */
    private long goodEnd;

    private IOException flushFailure;

    /** Learns what the lines say. */
    interface Reader {
        /** Forgets all lines: the file is another one, and is read from its start. */
        void reset();

        /** Learns of a line; returns whether it is one of ours. */
        boolean line(long offset, byte[] line);

        /** Learns that the file was cut there, behind the last line of ours. */
        void cut(long from);
    }

    /**
     * @param file the file; it may be missing
     * @param lock the lock file's locks
     * @param position which of them is this file's
     * @param forced whether every append is forced to disk; if not, the file's contents must be known from elsewhere, as a power cut may take the latest lines away
     * @param reader learns what the lines say, and is called by one thread at a time
     */
    AppendFile(Path file, ProcessLock lock, long position, boolean forced, Reader reader) {
        this.file = file;
        this.broken = new SetAside(file);
        this.lock = lock;
        this.position = position;
        this.forced = forced;
        this.reader = reader;
    }

    /** Asks what the reader has learnt, after it has followed what others appended. */
    synchronized <T> T query(Supplier<T> question) {
        try {
            follow();
            return question.get();
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " could not be read");
        }
    }

    /** Returns the line that begins at a position which the reader was given. */
    synchronized byte[] lineAt(long offset) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        byte[] chunk = new byte[1024];
        try {
            handle.seek(offset);
            int count;
            while ((count = handle.read(chunk)) > 0) {
                for (int i = 0; i < count; i++) {
                    if (chunk[i] == '\n') {
                        line.write(chunk, 0, i);
                        return line.toByteArray();
                    }
                }
                line.write(chunk, 0, count);
            }
            return line.toByteArray();
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " could not be read");
        }
    }

    /**
     * Appends lines with one write, and one flush if the file is forced.
     *
     * @param lines gives the lines, without newlines, once no one else can append and all that others appended is known
     * @return how many were appended
     * @throws IndexBrokenException if a flush failed, now or before
     */
    int append(Supplier<List<String>> lines) {
        return lock.with(position, () -> appendLocked(lines));
    }

    /**
     * Sets aside what stands behind the last line of ours: a torn line, zeros, rubbish. It goes to the end of the file with {@code .broken} added to its name; the file ends with a whole line.
     *
     * @return how many bytes were set aside
     */
    long repairTail() {
        return lock.with(position, this::repairLocked);
    }

    /**
     * Puts other lines in the file's place, in one step.
     *
     * @param lines gives all lines of the new file, without newlines, once no one else can append
     * @param dropped tells which lines of the old file the new one says nothing of; they are set aside as {@link #repairTail()} does
     */
    void replace(Supplier<List<byte[]>> lines, Predicate<byte[]> dropped) {
        lock.with(position, () -> replaceLocked(lines, dropped));
    }

    private synchronized long repairLocked() {
        try {
            follow();
            return handle == null ? 0 : setAside(goodEnd);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The end of " + file + " could not be repaired");
        }
    }

    private synchronized int replaceLocked(Supplier<List<byte[]>> lines, Predicate<byte[]> dropped) {
        refuseIfBroken();
        List<byte[]> all = lines.get();
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            StorageRoots.createFolders(file.getParent());
            write(fresh, all);
            keepDropped(dropped);
            Durable.moveAtomically(fresh, file);
            Durable.forceFolder(file.getParent());
            follow();
            return all.size();
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " could not be rebuilt");
        }
    }

    private synchronized int appendLocked(Supplier<List<String>> lines) {
        refuseIfBroken();
        byte[] bytes;
        int count;
        try {
            follow();
            if (handle != null) {
                setAside(end);
            }
            List<String> wanted = lines.get();
            count = wanted.size();
            if (count > 0) {
                create();
            }
            bytes = String.join("", wanted.stream().map(line -> line + "\n").toList())
                    .getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " could not be opened");
        }
        if (count > 0) {
            write(bytes);
            if (forced) {
                flush();
            }
            learn(bytes);
        }
        return count;
    }

    private void write(byte[] bytes) {
        try {
            handle.seek(end);
            handle.write(bytes);
        } catch (IOException e) {
            takeBack(e);
            throw StorageErrors.translate(e, file + " could not be appended to");
        }
    }

    private void flush() {
        try {
            handle.getFD().sync();
        } catch (IOException e) {
            flushFailure = e;
            takeBack(e);
            refuseIfBroken();
        }
    }

    /** Cuts off what was written in vain. Where even that fails, nobody knows how the file ends. */
    private void takeBack(IOException cause) {
        try {
            handle.setLength(end);
        } catch (IOException e) {
            cause.addSuppressed(e);
            flushFailure = cause;
            refuseIfBroken();
        }
    }

    private void refuseIfBroken() {
        if (flushFailure != null) {
            throw new IndexBrokenException(
                    file + " could not be flushed to disk: " + flushFailure.getMessage()
                            + ". Check the disk, then start the worker again; nothing is appended until then.",
                    flushFailure);
        }
    }

    private void learn(byte[] bytes) {
        try {
            end = LineScanner.scan(new ByteArrayInputStream(bytes), end, this::take);
        } catch (IOException e) {
            throw new IllegalStateException("Bytes in memory can always be read.", e);
        }
    }

    private void follow() throws IOException {
        Optional<Object> found = identity();
        if (found.isEmpty()) {
            forget();
            return;
        }
        if (handle == null || !found.get().equals(identity) || handle.length() < end) {
            forget();
            identity = found.get();
            handle = new RandomAccessFile(file.toFile(), Files.isWritable(file) ? "rw" : "r");
        }
        if (handle.length() > end) {
            readOn();
        }
    }

    private void readOn() throws IOException {
        try {
            handle.seek(end);
            end = LineScanner.scan(new HandleStream(handle), end, this::take);
        } catch (IOException e) {
            forget();
            throw e;
        }
    }

    private void take(long offset, byte[] line) {
        if (isBlank(line) || reader.line(offset, line)) {
            goodEnd = offset + line.length + 1;
        }
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }

    private Optional<Object> identity() throws IOException {
        try {
            Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            return Optional.of(key == null ? file : key);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private void create() throws IOException {
        if (handle == null) {
            StorageRoots.createFolders(file.getParent());
            Files.createFile(file);
            Durable.forceFolder(file.getParent());
            follow();
        }
    }

    /** Lets go of the file; it is opened again when it is needed. */
    @Override
    public synchronized void close() {
        try {
            forget();
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " could not be closed");
        }
    }

    private void forget() throws IOException {
        if (handle != null) {
            handle.close();
        }
        handle = null;
        end = 0;
        goodEnd = 0;
        reader.reset();
    }

    private long setAside(long from) throws IOException {
        long length = handle.length();
        if (length == from) {
            return 0;
        }
        handle.seek(from);
        broken.add(new HandleStream(handle));
        handle.setLength(from);
        handle.getFD().sync();
        end = from;
        goodEnd = Math.min(goodEnd, from);
        reader.cut(from);
        LOG.warn("{}: {} bytes behind the last whole line were set aside in {}", file, length - from, broken.file());
        return length - from;
    }

    private void keepDropped(Predicate<byte[]> dropped) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        List<byte[]> kept = new ArrayList<>();
        long end;
        try (InputStream in = Files.newInputStream(file)) {
            end = LineScanner.scan(in, 0, (offset, line) -> {
                if (!isBlank(line) && dropped.test(line)) {
                    kept.add(line);
                }
            });
        }
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(end);
            byte[] torn = in.readAllBytes();
            if (torn.length > 0) {
                kept.add(torn);
            }
        }
        broken.add(kept);
    }

    private static void write(Path fresh, List<byte[]> lines) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(fresh))) {
            for (byte[] line : lines) {
                out.write(line);
                out.write('\n');
            }
        }
        Durable.forceFile(fresh);
    }
}

package io.runfolio.files;

import io.runfolio.files.lock.Mutex;
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

/**
 * An append-only file of lines with one writer at a time over all threads and processes. Lines that others append are
 * read as well: the listener receives each line once, in the file's order.
 *
 * <p>Reads and writes go through {@link RandomAccessFile}, as an interrupt closes an NIO channel in the middle of its
 * work.
 */
public final class AppendFile implements AutoCloseable {
    private final Path file;
    private final QuarantineFile broken;
    private final Mutex lock;
    private final boolean forced;
    private final Listener listener;

    private RandomAccessFile handle;
    private Object identity;
    /** Position after the last whole line that was read. */
    private long end;
    /** Position after the last valid line. */
    private long goodEnd;

    private IOException flushFailure;

    /** Receives the lines of the file. Called by one thread at a time. */
    public interface Listener {
        /** Forgets all lines: the file was replaced and is read from its start. */
        void reset();

        /** Receives a line; returns whether it is valid. */
        boolean line(long offset, byte[] line);

        /**
         * Receives the end of the file after bytes without a valid line were moved away.
         *
         * @param from new end of the file
         * @param bytes number of bytes moved
         * @param quarantine the file that holds them now
         */
        void quarantined(long from, long bytes, Path quarantine);
    }

    /**
     * @param file the file; it may be missing
     * @param lock the lock of those who write to it
     * @param forced whether every append is flushed; if not, a power cut may remove the last lines, which must be
     *     recoverable from elsewhere
     * @param listener receives the lines
     */
    public AppendFile(Path file, Mutex lock, boolean forced, Listener listener) {
        this.file = file;
        this.broken = new QuarantineFile(file);
        this.lock = lock;
        this.forced = forced;
        this.listener = listener;
    }

    /** Reads lines that others appended, then evaluates a query on the listener's state. */
    public synchronized <T> T query(Supplier<T> question) {
        try {
            follow();
            return question.get();
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " could not be read");
        }
    }

    /** Returns the line at an offset that the listener received. */
    public synchronized byte[] lineAt(long offset) {
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
     * @param lines supplies lines without newlines, under the lock and after all existing lines were read
     * @return number of appended lines
     * @throws FlushFailedException if a flush failed, now or before
     */
    public int append(Supplier<List<String>> lines) {
        return lock.with(() -> appendLocked(lines));
    }

    /**
     * Moves bytes after the last valid line, such as a torn line or zeros, to the quarantine file. Afterwards the file
     * ends with a whole line.
     *
     * @return number of bytes moved
     */
    public long quarantineTail() {
        return lock.with(this::repairLocked);
    }

    /**
     * Replaces the file atomically.
     *
     * @param lines supplies all lines of the new file, without newlines, under the lock
     * @param dropped selects lines of the old file that the new one lacks; they are moved to the quarantine file
     */
    public void replace(Supplier<List<byte[]>> lines, Predicate<byte[]> dropped) {
        lock.with(() -> replaceLocked(lines, dropped));
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
            DurableFiles.publish(fresh, file);
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

    /** Truncates a failed append. If that fails too, the end of the file is unknown. */
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
            throw new FlushFailedException(
                    file + " could not be flushed to disk: " + flushFailure.getMessage()
                            + ": check the disk, then restart the worker; nothing is appended until then",
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
            end = LineScanner.scan(new RandomAccessInputStream(handle), end, this::take);
        } catch (IOException e) {
            forget();
            throw e;
        }
    }

    private void take(long offset, byte[] line) {
        if (isBlank(line) || listener.line(offset, line)) {
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
            DurableFiles.forceFolder(file.getParent());
            follow();
        }
    }

    /** Closes the file; it is opened again on demand. */
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
        listener.reset();
    }

    private long setAside(long from) throws IOException {
        long length = handle.length();
        if (length == from) {
            return 0;
        }
        handle.seek(from);
        broken.append(new RandomAccessInputStream(handle));
        handle.setLength(from);
        handle.getFD().sync();
        end = from;
        goodEnd = Math.min(goodEnd, from);
        listener.quarantined(from, length - from, broken.file());
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
        broken.append(kept);
    }

    private static void write(Path fresh, List<byte[]> lines) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(fresh))) {
            for (byte[] line : lines) {
                out.write(line);
                out.write('\n');
            }
        }
        DurableFiles.forceFile(fresh);
    }
}

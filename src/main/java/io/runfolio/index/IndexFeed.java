package io.runfolio.index;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.files.LineScanner;
import io.runfolio.files.RandomAccessInputStream;
import io.runfolio.files.StorageErrors;
import io.runfolio.run.RunIndexEntry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** {@code index.jsonl} as a feed: lines after a position. Read-only and thread-safe. */
public final class IndexFeed {
    /** Number of bytes before a position that identify the file. */
    private static final int FINGERPRINT_BYTES = 512;

    private final BundleLayout layout;

    public IndexFeed(BundleLayout layout) {
        this.layout = layout;
    }

    /**
     * A position after a whole line.
     *
     * @param bytes from the start
     * @param checksum of the last bytes before it
     */
    public record Position(long bytes, long checksum) {}

    /**
     * A run with a new line.
     *
     * @param runId the run
     * @param runPath path of its bundle below the outputs folder; empty if the line has none
     */
    public record NewRun(String runId, String runPath) {}

    /**
     * Lines after a position.
     *
     * @param arrivals runs in the order of their lines; a last line without newline is left for the next call
     * @param place next position
     * @param restarted whether the file was replaced since the requested position; nothing is read then
     */
    public record Batch(List<NewRun> arrivals, Position place, boolean restarted) {}

    /**
     * Entries after a position.
     *
     * @param entries in the order of their lines; a last line without newline is left for the next call
     * @param place next position
     * @param restarted whether the file was replaced since the requested position; nothing is read then
     */
    public record Entries(List<RunIndexEntry> entries, Position place, boolean restarted) {}

    /** Reads the lines after a position; after 0 all. */
    public Batch after(Position from) {
        Entries read = entriesAfter(from);
        return new Batch(
                read.entries().stream()
                        .map(entry -> new NewRun(entry.runId(), entry.runPath() == null ? "" : entry.runPath()))
                        .toList(),
                read.place(),
                read.restarted());
    }

    /** Reads the entries after a position; after 0 all. */
    public Entries entriesAfter(Position from) {
        if (Files.notExists(layout.index())) {
            return new Entries(List.of(), new Position(0, 0), from.bytes() > 0);
        }
        try (RandomAccessFile in = new RandomAccessFile(layout.index().toFile(), "r")) {
            if (in.length() < from.bytes() || checksum(in, from.bytes()) != from.checksum()) {
                return new Entries(List.of(), new Position(0, 0), true);
            }
            in.seek(from.bytes());
            List<RunIndexEntry> entries = new ArrayList<>();
            long end = LineScanner.scan(
                    new RandomAccessInputStream(in), from.bytes(), (offset, line) -> IndexLineReader.entry(line)
                            .ifPresent(entries::add));
            return new Entries(entries, new Position(end, checksum(in, end)), false);
        } catch (IOException e) {
            throw StorageErrors.translate(e, layout.index() + " could not be read");
        }
    }

    /** Returns the position after the last whole line. */
    public Position end() {
        if (Files.notExists(layout.index())) {
            return new Position(0, 0);
        }
        try (RandomAccessFile in = new RandomAccessFile(layout.index().toFile(), "r")) {
            long end = LineScanner.lastLineEnd(in);
            return new Position(end, checksum(in, end));
        } catch (IOException e) {
            throw StorageErrors.translate(e, layout.index() + " could not be read");
        }
    }

    private static long checksum(RandomAccessFile in, long end) throws IOException {
        byte[] bytes = new byte[(int) Math.min(FINGERPRINT_BYTES, end)];
        in.seek(end - bytes.length);
        in.readFully(bytes);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }
}

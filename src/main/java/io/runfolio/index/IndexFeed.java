package io.runfolio.index;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.run.StorageErrors;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** {@code index.jsonl} for those who follow it: what came behind the place that they have read to. Reads only; safe for use by several threads. */
public final class IndexFeed {
    /** Bytes before a place that tell whether the file is still the one that was read. */
    private static final int TELLING = 512;

    private final BundleLayout layout;

    public IndexFeed(BundleLayout layout) {
        this.layout = layout;
    }

    /**
     * A place behind a whole line.
     *
     * @param bytes from the start
     * @param checksum of the last bytes before it
     */
    public record Place(long bytes, long checksum) {}

    /**
     * A run that has come.
     *
     * @param runId the run
     * @param runPath its bundle's place below the outputs folder; empty if the line does not tell
     */
    public record Arrival(String runId, String runPath) {}

    /**
     * What stands behind a place.
     *
     * @param arrivals in the order of their lines; a last line that is not whole yet is left for the next time
     * @param place where to go on
     * @param restarted whether the file is another one than that of the place asked for: shorter, or with other contents. Nothing is read then
     */
    public record News(List<Arrival> arrivals, Place place, boolean restarted) {}

    /** Reads on from a place; from 0 all. */
    public News after(Place from) {
        if (Files.notExists(layout.index())) {
            return new News(List.of(), new Place(0, 0), from.bytes() > 0);
        }
        try (RandomAccessFile in = new RandomAccessFile(layout.index().toFile(), "r")) {
            if (in.length() < from.bytes() || checksum(in, from.bytes()) != from.checksum()) {
                return new News(List.of(), new Place(0, 0), true);
            }
            in.seek(from.bytes());
            List<Arrival> arrivals = new ArrayList<>();
            long end = LineScanner.scan(new HandleStream(in), from.bytes(), (offset, line) -> IndexLines.entry(line)
                    .ifPresent(entry ->
                            arrivals.add(new Arrival(entry.runId(), entry.runPath() == null ? "" : entry.runPath()))));
            return new News(arrivals, new Place(end, checksum(in, end)), false);
        } catch (IOException e) {
            throw StorageErrors.translate(e, layout.index() + " could not be read");
        }
    }

    private static long checksum(RandomAccessFile in, long end) throws IOException {
        byte[] bytes = new byte[(int) Math.min(TELLING, end)];
        in.seek(end - bytes.length);
        in.readFully(bytes);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }
}

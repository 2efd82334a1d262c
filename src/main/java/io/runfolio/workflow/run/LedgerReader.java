package io.runfolio.workflow.run;

import io.runfolio.files.LineScanner;
import io.runfolio.files.StorageErrors;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the ledgers of runs beside their writers. A reader that asks again for what is new reads only that, as the
 * place of the last known entry is kept for the runs that were read last. Thread-safe.
 */
final class LedgerReader {
    private static final int MAX_PLACES = 256;

    private final RunsLayout layout;
    /** Places by run, the one that was used last at the end. */
    private final Map<String, Place> places = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Place> eldest) {
            return size() > MAX_PLACES;
        }
    };

    LedgerReader(RunsLayout layout) {
        this.layout = layout;
    }

    /**
     * End of an entry. Entries before it never change.
     *
     * @param seq position of the entry in the ledger
     * @param end position of the byte after its line
     */
    private record Place(long seq, long end) {
        private static final Place START = new Place(0, 0);
    }

    /** Returns the whole entries after a position, in order; none if there is no such run. */
    List<LedgerEntry> read(String runId, long after) {
        List<LedgerEntry> entries = new ArrayList<>();
        if (!WorkflowRunIds.isValid(runId)) {
            return entries;
        }
        Path file = layout.ledger(runId);
        Place[] last = {place(runId, after)};
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            in.skipNBytes(last[0].end());
            LineScanner.scan(in, last[0].end(), (offset, line) -> LedgerLines.parse(line)
                    .filter(entry -> entry.seq() == last[0].seq() + 1)
                    .ifPresent(entry -> {
                        last[0] = new Place(entry.seq(), offset + line.length + 1);
                        if (entry.seq() > after) {
                            entries.add(entry);
                        }
                    }));
        } catch (NoSuchFileException e) {
            return entries;
        } catch (EOFException e) {
            remember(runId, Place.START); // an entry that could not be flushed was taken back
            return last[0].end() == 0 ? entries : read(runId, after);
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " cannot be read");
        }
        remember(runId, last[0]);
        return entries;
    }

    private synchronized Place place(String runId, long after) {
        Place known = places.getOrDefault(runId, Place.START);
        return known.seq() <= after ? known : Place.START;
    }

    private synchronized void remember(String runId, Place place) {
        places.put(runId, place);
    }
}

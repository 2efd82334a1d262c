package io.runfolio.coordination.log;

import io.runfolio.coordination.SealRecord;
import io.runfolio.run.EventOrigin;
import java.util.List;
import java.util.Optional;

/**
 * Log of all bundles in an object store, from which each host keeps its working copy up to date. It has the seals, the
 * lines of the ledgers, and which bundles have changed. Numbers grow in the order in which others can see the entries.
 * Thread-safe; all methods throw {@link io.runfolio.files.StorageException} if the log cannot be used.
 */
public interface StoreLog {
    /** Largest number of entries that a call returns. */
    int MAX_BATCH = 500;

    /**
     * A sealed run.
     *
     * @param number its number, from 1
     * @param seal its seal
     */
    record NumberedSeal(long number, SealRecord seal) {}

    /**
     * A bundle whose files or ledger have changed.
     *
     * @param number number of the change, from 1
     * @param runPath the bundle
     */
    record Change(long number, String runPath) {}

    /**
     * A line of a ledger that the object store lacks.
     *
     * @param runPath the bundle
     * @param position position of the line in the ledger, from 0
     * @param text the line, without its end
     */
    record LedgerLine(String runPath, int position, String text) {}

    /** Writer of a segment of the index. */
    @FunctionalInterface
    interface SegmentWriter {
        /**
         * Writes a segment as a whole. A second call for a number has the same lines.
         *
         * @param number number of the segment, from 1
         */
        void write(int number, List<String> lines);
    }

    /** Returns the agreement about media that bundles share. */
    MediaLog media();

    /** Returns sealed runs after a number, ascending, at most {@value #MAX_BATCH}. */
    List<NumberedSeal> seals(long after);

    /** Returns the identity of the log. A rebuilt one has another, and other numbers. */
    String identity();

    /**
     * Seals a run whose objects are in the store, and that was bundled without a claim. A run that is sealed already is
     * left as it is.
     *
     * @param indexLine its line for the index, without its end
     * @throws io.runfolio.coordination.ClaimLostException if another run of the event is sealed
     */
    void seal(EventOrigin event, String runId, String indexLine);

    /**
     * Seals a bundle from elsewhere whose objects are in the store, together with the lines of its ledger.
     *
     * @param seal its seal, with the fence of its own records
     * @param ledger its ledger
     * @return false if the run is sealed already; nothing is changed then
     * @throws io.runfolio.coordination.ClaimLostException if another run of the event is sealed
     * @throws io.runfolio.files.StorageException also if objects that it relies on were swept
     */
    boolean install(SealRecord seal, Ledger ledger);

    /** Returns whether a run is sealed. */
    boolean isSealed(String runId);

    /** Returns the seal of an event. */
    Optional<SealRecord> sealOf(String eventId);

    /** Returns changes after a number, ascending, at most {@value #MAX_BATCH}. */
    List<Change> changes(long after);

    /** Announces that files of a bundle have changed. */
    void announce(String runPath);

    /** Returns the lines of a bundle's ledger, without their ends. */
    List<String> ledger(String runPath);

    /**
     * Appends lines to a bundle's ledger, and announces the change with them.
     *
     * @param size number of lines that the ledger has
     * @throws io.runfolio.files.StorageException if it has others, as another writer was quicker; nothing is appended
     */
    void appendLedger(String runPath, int size, List<String> lines);

    /** Returns lines of ledgers that the object store lacks, by bundle and position, at most {@value #MAX_BATCH}. */
    List<LedgerLine> unstoredLines();

    /** Notes that the object store has these lines. */
    void stored(List<LedgerLine> lines);

    /**
     * Writes the lines of sealed runs that are in no segment of the index yet, in the order of the seals. One process
     * at a time does it, and it first writes the segment that another one may have left unfinished.
     *
     * @return number of lines written; 0 also if another process does it just now
     */
    int publishSegments(SegmentWriter writer);

    /**
     * Rebuilds the log, whose seals are those of the coordination.
     *
     * <p>It gets another identity, the lines of these ledgers and no segments. No other process may use it meanwhile.
     */
    void rebuild(Iterable<Ledger> ledgers);

    /**
     * Ledger of a bundle.
     *
     * @param runPath the bundle
     * @param lines its lines, without their ends
     */
    record Ledger(String runPath, List<String> lines) {}
}

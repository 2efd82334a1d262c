package io.runfolio.coordination.shared;

import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Append-only log of lines with one writer at a time over all processes. Each process follows it: its listener receives
 * each line once, in the order of the log. Thread-safe.
 *
 * <p>Methods throw {@link io.runfolio.files.StorageException} if the log cannot be read or written. After a failed
 * {@link #append} the lines may be there.
 */
public interface LineLog {
    /** Receives the lines of a log. Called by one thread at a time. */
    interface Listener {
        /** Forgets all lines: the log was rewritten and is read from its start. */
        void reset();

        /**
         * Receives a line.
         *
         * @param line the line in UTF-8, without its end
         * @return whether it is valid
         */
        boolean line(byte[] line);
    }

    /** Passes on the lines that others have appended, then evaluates a query on the listener's state. */
    <T> T query(Supplier<T> question);

    /**
     * Appends lines, which others receive at their next query.
     *
     * @param lines supplies lines without line breaks, after all existing lines were received, while nobody else can
     *     append; it must not use the log
     * @return number of appended lines
     */
    int append(Supplier<List<String>> lines);

    /**
     * Replaces all lines at once.
     *
     * @param rewriting returns the new lines for those of the log, after all of them were received, while nobody else
     *     can append; it must not use the log
     */
    void rewrite(UnaryOperator<List<String>> rewriting);
}

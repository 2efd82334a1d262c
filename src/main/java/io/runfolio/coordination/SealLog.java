package io.runfolio.coordination;

import io.runfolio.run.EventOrigin;
import java.util.List;
import java.util.function.Consumer;

/** Ordered log of sealed runs, from which one publisher at a time writes the index. Thread-safe. */
public interface SealLog {
    /**
     * Records a visible bundle whose seal is missing, as its worker ended before it was recorded. A run that is
     * recorded already is left as it is.
     *
     * @param indexLine line of the run for the index, without its end
     */
    void adopt(EventOrigin event, String runId, String indexLine);

    /**
     * Passes on the lines that are not published yet, in the order of sealing. They are then marked as published.
     *
     * @param append appends lines durably; a line that is in the index already is skipped
     * @return number of lines passed on
     */
    int publish(Consumer<List<String>> append);
}

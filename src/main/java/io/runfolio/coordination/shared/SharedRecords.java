package io.runfolio.coordination.shared;

/** Records of several hosts that have no common folder. Thread-safe. */
public interface SharedRecords {
    /**
     * Opens a log, which is read at its first use.
     *
     * @param name name of the log; it need not exist
     * @param listener receives its lines
     */
    LineLog log(String name, LineLog.Listener listener);

    /**
     * Opens documents of a kind.
     *
     * @param kind name of the kind
     * @param firstState state of new documents
     */
    StateDocuments documents(String kind, String firstState);
}

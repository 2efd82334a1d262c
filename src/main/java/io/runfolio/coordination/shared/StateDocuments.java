package io.runfolio.coordination.shared;

import java.util.List;
import java.util.Optional;

/**
 * Documents with ids, each of them in one state. Of several processes that move a document, one succeeds. Thread-safe.
 *
 * <p>Methods throw {@link io.runfolio.files.StorageException} if documents cannot be read or changed; the change may
 * have been made then.
 */
public interface StateDocuments {
    /**
     * A document.
     *
     * @param state its state
     * @param text its content
     */
    record Document(String state, String text) {}

    /**
     * Adds a document in the first state, unless its id exists. It is durable when this returns.
     *
     * @return the document of the id: the new one, or the one that was there in any state
     */
    Document add(String id, String text);

    /** Returns the document of an id. */
    Optional<Document> find(String id);

    /**
     * Moves a document to another state. That is durable when this returns.
     *
     * @return whether it was in the first state until now
     */
    boolean move(String id, String from, String to);

    /** Returns ids of documents in a state, the oldest first. */
    List<String> ids(String state, int limit);
}

package io.runfolio.hooks.outbox;

import java.io.IOException;

/** Sends announcements to one broker. Used by one thread at a time. */
public interface AnnouncementSender extends AutoCloseable {
    /**
     * Sends an announcement; the broker has it when this returns.
     *
     * @param key announcements with the same key stay in their order
     * @param id id of the announcement, the same for each try
     * @param event CloudEvent in structured mode
     * @throws IOException if the broker has not taken it; the message is a sentence
     */
    void send(String key, String id, byte[] event) throws IOException;

    /** Closes the connection. */
    @Override
    void close();
}

package io.runfolio.coordination;

import io.runfolio.files.RunfolioException;

/** Thrown to a sender that waits for a bundle, if its event waits for something outside. The event is kept. */
public final class EventWaitsException extends RunfolioException {
    private final transient Waiting waiting;

    public EventWaitsException(Waiting waiting) {
        super("The event waits (" + waiting.state() + "), at the latest until " + waiting.deadline()
                + ", and is then bundled by itself: " + waiting.detail());
        this.waiting = waiting;
    }

    public Waiting waiting() {
        return waiting;
    }
}

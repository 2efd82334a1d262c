package io.runfolio.workflow;

import java.util.Locale;

/** How far an order has come; its file's place says it. */
public enum OrderState {
    /** No generator has taken it yet. */
    QUEUED,
    /** A generator has it. */
    RUNNING,
    /** It was called off before a generator took it. */
    CANCELLED;

    /** Returns the word over HTTP. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package io.runfolio.workflow.engine;

import io.runfolio.json.SecretMask;

/** Messages of endpoints as they are recorded. */
final class SecretText {
    private static final int MAX_LENGTH = 2_000;

    private SecretText() {}

    /** Returns a message without secrets, shortened. */
    static String masked(String message) {
        String masked = SecretMask.standard().message(message == null ? "no reason was given" : message);
        return masked.length() > MAX_LENGTH ? masked.substring(0, MAX_LENGTH) + "…" : masked;
    }
}

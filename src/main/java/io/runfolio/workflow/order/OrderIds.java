package io.runfolio.workflow.order;

import io.runfolio.files.Checksums;
import io.runfolio.files.RandomIds;
import java.util.regex.Pattern;

/** Ids of orders: {@code order-} and 16 hex digits. */
public final class OrderIds {
    private static final Pattern FORM = Pattern.compile("order-[0-9a-f]{16}");
    private static final int BYTES = 8;

    private OrderIds() {}

    /** Returns a new id. */
    public static String random() {
        return "order-" + RandomIds.hex(BYTES);
    }

    /** Returns the id for an idempotency key of a caller. */
    public static String fromKey(String caller, String key) {
        return "order-" + digest(caller + "\n" + key).substring(0, 2 * BYTES);
    }

    /** Returns the sha256 of a text, in hex. */
    public static String digest(String text) {
        return Checksums.sha256(text);
    }

    /** Returns whether a text has the form of an order's id. */
    public static boolean isValid(String text) {
        return FORM.matcher(text).matches();
    }
}

package io.runfolio.workflow;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Names of orders: {@code order-} and 16 hex digits. */
public final class OrderIds {
    private static final Pattern FORM = Pattern.compile("order-[0-9a-f]{16}");
    private static final int BYTES = 8;
    private static final SecureRandom RANDOM = new SecureRandom();

    private OrderIds() {}

    /** Returns a new id. */
    public static String random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return "order-" + HexFormat.of().formatHex(bytes);
    }

    /** Returns the id that a key of a caller stands for: the same whenever it is sent. */
    public static String ofKey(String caller, String key) {
        return "order-" + digest(caller + "\n" + key).substring(0, 2 * BYTES);
    }

    /** Returns the sha256 of a text, in hex. */
    public static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256.", e);
        }
    }

    static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }
}

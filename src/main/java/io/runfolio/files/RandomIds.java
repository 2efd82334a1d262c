package io.runfolio.files;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Random identifiers from a cryptographically secure generator. Thread-safe. */
public final class RandomIds {
    private static final SecureRandom RANDOM = new SecureRandom();

    private RandomIds() {}

    /** Returns random bytes as lower-case hex, two digits per byte. */
    public static String hex(int bytes) {
        return HexFormat.of().formatHex(random(bytes));
    }

    /** Returns random bytes as URL-safe Base64 without padding. */
    public static String base64Url(int bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random(bytes));
    }

    private static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return random;
    }
}

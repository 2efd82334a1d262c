package io.runfolio.json;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The form of a masked value: the first 8 hex digits of its sha256 tell two secrets apart. */
final class Masked {
    private static final Pattern FORM = Pattern.compile("\\*\\*\\*sha256:[0-9a-f]{8}\\*\\*\\*");
    private static final String START = "***sha256:";

    private Masked() {}

    static String of(String secret) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return START + HexFormat.of().formatHex(hash, 0, 4) + "***";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256.", e);
        }
    }

    /** Returns whether a value is masked already, whole or in part. */
    static boolean is(String value) {
        return value.contains(START) && FORM.matcher(value).find();
    }
}

package io.runfolio.json;

import io.runfolio.files.Checksums;
import java.util.regex.Pattern;

/** Form of a masked value; the first 8 hex digits of its sha256 distinguish two secrets. */
final class MaskedValue {
    private static final Pattern FORM = Pattern.compile("\\*\\*\\*sha256:[0-9a-f]{8}\\*\\*\\*");
    private static final String START = "***sha256:";
    private static final int HASH_DIGITS = 8;

    private MaskedValue() {}

    static String of(String secret) {
        return START + Checksums.sha256(secret).substring(0, HASH_DIGITS) + "***";
    }

    /** Returns whether a value is already masked, entirely or in part. */
    static boolean isMasked(String value) {
        return value.contains(START) && FORM.matcher(value).find();
    }
}

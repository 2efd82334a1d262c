package io.runfolio.hooks;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** Decodes signatures; a text of another form is empty. */
final class Decoding {
    private static final int MAX_LENGTH = 1_000;

    private Decoding() {}

    static Optional<byte[]> base64(String text) {
        try {
            return text.length() > MAX_LENGTH
                    ? Optional.empty()
                    : Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static Optional<byte[]> hex(String text) {
        try {
            return text.length() > MAX_LENGTH
                    ? Optional.empty()
                    : Optional.of(HexFormat.of().parseHex(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

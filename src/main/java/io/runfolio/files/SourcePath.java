package io.runfolio.files;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Source path of an event: a plain path, a {@code file:} URL, or a path below {@code ~/}. */
public final class SourcePath {
    private static final String SCHEME = "file:";
    private static final String UPLOAD = "upload:";

    private SourcePath() {}

    /**
     * Returns the plain path; a text in no special form is returned unchanged.
     *
     * @throws IllegalArgumentException if a URL names another host, is relative, has a query or a fragment, or is not
     *     percent-encoded UTF-8; the message is the end of a sentence
     */
    public static String plain(String text) {
        if (text.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return ofUrl(text.substring(SCHEME.length()));
        }
        return text.equals("~") || text.startsWith("~/") ? home() + text.substring(1) : text;
    }

    /** Returns whether a text is a path or a {@code file:} URL, and not a source by another scheme. */
    public static boolean isPath(String text) {
        return !SourceUrl.isWeb(text) && !SourceUrl.isData(text) && !isUpload(text);
    }

    /** Returns whether a text is a reference to an upload. */
    public static boolean isUpload(String text) {
        return text.regionMatches(true, 0, UPLOAD, 0, UPLOAD.length());
    }

    /** Returns the last name of a path, also of an invalid one. */
    public static String fileName(String text) {
        if (SourceUrl.isWeb(text) || SourceUrl.isData(text)) {
            return SourceUrl.fileName(text);
        }
        if (isUpload(text)) {
            return "";
        }
        String path = text;
        try {
            path = plain(text);
        } catch (IllegalArgumentException e) {
            path = text;
        }
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }

    private static String ofUrl(String rest) {
        String path = rest;
        if (rest.startsWith("//")) {
            int slash = rest.indexOf('/', 2);
            String host = rest.substring(2, slash < 0 ? rest.length() : slash).toLowerCase(Locale.ROOT);
            if (!host.isEmpty() && !host.equals("localhost")) {
                throw new IllegalArgumentException(
                        "is a file URL with a host: leave it empty, as in file:///folder/name.png");
            }
            path = slash < 0 ? "" : rest.substring(slash);
        }
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("is a file URL without an absolute path: write file:///folder/name.png");
        }
        if (path.indexOf('?') >= 0 || path.indexOf('#') >= 0) {
            throw new IllegalArgumentException("is a file URL with a query or fragment: write ? as %3F and # as %23");
        }
        return decoded(path);
    }

    private static String decoded(String path) {
        if (path.indexOf('%') < 0) {
            return path;
        }
        byte[] plain;
        try {
            plain = percentDecoded(path);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is a file URL with a % that begins no code: write it as %25", e);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(plain))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("is a file URL whose codes are not UTF-8", e);
        }
    }

    /**
     * Decodes percent codes. A plus sign is kept: it encodes a blank in forms only.
     *
     * @throws IllegalArgumentException if a percent sign begins no code
     */
    static byte[] percentDecoded(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (text.indexOf('%') < 0) {
            return bytes;
        }
        byte[] plain = new byte[bytes.length];
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%') {
                int high = i + 2 <= bytes.length - 1 ? Character.digit(bytes[i + 1], 16) : -1;
                int low = i + 2 <= bytes.length - 1 ? Character.digit(bytes[i + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    throw new IllegalArgumentException("a percent sign begins no code");
                }
                plain[length++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                plain[length++] = bytes[i];
            }
        }
        return Arrays.copyOf(plain, length);
    }

    private static String home() {
        String home = System.getProperty("user.home", "");
        // a user without an entry in the system's list has the home "?"
        return home.isEmpty() || home.equals("?") ? String.valueOf(System.getenv("HOME")) : home;
    }
}

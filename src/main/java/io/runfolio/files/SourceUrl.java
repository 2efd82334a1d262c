package io.runfolio.files;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Source of an asset by URL: {@code https:}, {@code http:} or {@code data:}. */
public final class SourceUrl {
    private static final Pattern WEB = Pattern.compile("(?is)https?://.*");
    private static final Pattern DATA = Pattern.compile("(?is)data:([^,;]{0,100})((?:;[^,;]{0,200}){0,10}),(.*)");
    private static final Pattern PREFIX = Pattern.compile("(?s)([^/?#]*//)?(?:[^/?#]*@)?([^?#]*).*");
    /** Name of a file in the query, such as that of ComfyUI's {@code /view?filename=a.png}. */
    private static final Pattern FILE_PARAMETER =
            Pattern.compile("[?&](?:filename|file)=([^&#]{1,200}\\.[A-Za-z0-9]{1,15})(?=&|#|$)");

    private static final int MAX_LENGTH = 8_192;

    private SourceUrl() {}

    /** Returns whether a text has the form of an {@code https:} or {@code http:} URL. */
    public static boolean isWeb(String text) {
        return WEB.matcher(text).matches();
    }

    public static boolean isData(String text) {
        return text.regionMatches(true, 0, "data:", 0, 5);
    }

    /**
     * Parses an {@code https:} or {@code http:} URL.
     *
     * @throws IllegalArgumentException if it cannot be fetched; the message is the end of a sentence
     */
    public static URI parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("is a URL of more than " + MAX_LENGTH + " characters");
        }
        URI url;
        try {
            url = new URI(text.strip().replace(" ", "%20"));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is not a valid URL", e);
        }
        if (url.getHost() == null || url.getHost().isEmpty()) {
            throw new IllegalArgumentException("is a URL without a host name");
        }
        if (url.getRawUserInfo() != null) {
            throw new IllegalArgumentException("is a URL with a user or password: leave them out");
        }
        return url;
    }

    /** Content of a {@code data:} URL. */
    public record Data(String type, byte[] bytes) {}

    /**
     * Decodes a {@code data:} URL.
     *
     * @throws IllegalArgumentException if it is malformed; the message is the end of a sentence
     */
    public static Data decode(String text) {
        Matcher form = DATA.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("is a data URL without a comma before its content");
        }
        String type = form.group(1).strip().toLowerCase(Locale.ROOT);
        try {
            byte[] content = SourcePath.percentDecoded(form.group(3));
            boolean encoded = form.group(2).strip().toLowerCase(Locale.ROOT).endsWith(";base64");
            return new Data(type, encoded ? Base64.getMimeDecoder().decode(checked(content)) : content);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is a data URL whose content is not encoded correctly", e);
        }
    }

    /** The decoder skips foreign characters, which a damaged URL has; only white space is allowed. */
    private static byte[] checked(byte[] base64) {
        for (byte letter : base64) {
            boolean known = letter >= 'A' && letter <= 'Z'
                    || letter >= 'a' && letter <= 'z'
                    || letter >= '0' && letter <= '9'
                    || "+/= \r\n\t".indexOf(letter) >= 0;
            if (!known) {
                throw new IllegalArgumentException("not Base64");
            }
        }
        return base64;
    }

    /** Returns a source as records keep it: a web URL without query, a data URL without content. */
    public static String recorded(String sourcePath) {
        if (sourcePath == null) {
            return null;
        }
        if (isWeb(sourcePath)) {
            Matcher parts = PREFIX.matcher(sourcePath);
            return parts.matches() ? parts.group(1) + parts.group(2) : "";
        }
        if (isData(sourcePath)) {
            try {
                Data data = decode(sourcePath);
                return "data:" + data.type() + " (" + data.bytes().length + " bytes)";
            } catch (IllegalArgumentException e) {
                return "data:";
            }
        }
        return sourcePath;
    }

    /** Returns the last name of the path of a URL, or the file name in its query; empty text without one. */
    static String fileName(String url) {
        if (isData(url)) {
            return "";
        }
        String path = recorded(url).replaceFirst("(?i)^https?://[^/]*", "");
        String last = path.substring(path.lastIndexOf('/') + 1);
        Matcher parameter = FILE_PARAMETER.matcher(url);
        String name = last.indexOf('.') < 0 && parameter.find() ? parameter.group(1) : last;
        try {
            String plain = new String(SourcePath.percentDecoded(name), StandardCharsets.UTF_8);
            return plain.substring(Math.max(plain.lastIndexOf('/'), plain.lastIndexOf('\\')) + 1);
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    /** Returns the media type that a data URL states; empty for other texts. */
    public static Optional<String> dataType(String text) {
        Matcher form = DATA.matcher(text);
        return form.matches() ? Optional.of(form.group(1).strip().toLowerCase(Locale.ROOT)) : Optional.empty();
    }
}

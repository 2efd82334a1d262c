package io.runfolio.hooks.adapter;

import io.runfolio.files.SourceUrl;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Place of a file: an address, a {@code data:} URL or a path.
 *
 * @param location the address, URL or path
 * @param isRemote whether the file has to be fetched
 */
record FileSource(String location, boolean isRemote) {
    private static final String DATA = "data:";
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]{1,30}+:");
    private static final int MAX_ADDRESS = 8_000;
    private static final int MIN_BASE64 = 16;

    static Optional<FileSource> ofUrl(Optional<Object> value) {
        return value.filter(String.class::isInstance)
                .map(text -> ((String) text).strip())
                .flatMap(FileSource::url);
    }

    private static Optional<FileSource> url(String text) {
        if (SourceUrl.isData(text)) {
            return embedded(text);
        }
        if (!SourceUrl.isWeb(text) || text.length() > MAX_ADDRESS) {
            return Optional.empty();
        }
        try {
            SourceUrl.parse(text);
            return Optional.of(new FileSource(text, true));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** @param type media type, if the payload names it */
    static Optional<FileSource> ofBase64(Optional<Object> value, Optional<String> type) {
        return value.filter(String.class::isInstance)
                .map(text -> ((String) text).strip())
                .filter(text -> SourceUrl.isData(text) || text.length() >= MIN_BASE64)
                .map(text -> SourceUrl.isData(text) ? text : DATA + mediaType(text, type) + ";base64," + text)
                .flatMap(FileSource::embedded);
    }

    /** Decodes the file once, as a damaged one would refuse the whole event later. */
    private static Optional<FileSource> embedded(String url) {
        try {
            return SourceUrl.decode(url).bytes().length == 0
                    ? Optional.empty()
                    : Optional.of(new FileSource(url, false));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static Optional<FileSource> ofPath(Optional<Object> value) {
        return value.filter(String.class::isInstance)
                .map(text -> ((String) text).strip())
                .filter(text -> !text.isEmpty() && text.length() <= MAX_ADDRESS && text.indexOf('\0') < 0)
                // a name in a payload must not select another kind of source, such as an upload
                .filter(text -> !SCHEME.matcher(text).lookingAt())
                .map(text -> new FileSource(text, false));
    }

    private static String mediaType(String base64, Optional<String> named) {
        return MediaNames.typeOfBase64(base64)
                .or(() -> named.map(word -> word.toLowerCase(Locale.ROOT))
                        .filter(word -> word.matches("[a-z]{1,20}/[a-z0-9.+-]{1,60}")))
                .orElse("application/octet-stream");
    }

    /** Returns the kind that the location shows. */
    Optional<String> kind() {
        if (location.startsWith(DATA)) {
            int end = Math.max(0, location.indexOf('/'));
            return Optional.of(location.substring(Math.min(DATA.length(), end), end))
                    .filter(word -> word.equals("image") || word.equals("video") || word.equals("audio"));
        }
        int query = location.indexOf('?');
        return MediaNames.kindOfName(query < 0 ? location : location.substring(0, query));
    }
}

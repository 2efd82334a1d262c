package io.runfolio.share;

import io.runfolio.files.PrivateFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageException;
import io.runfolio.settings.ShareSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Keys of signed URLs, by their ids. The first one signs, all verify; a URL of a removed key does not work any more.
 *
 * @param keys secrets by id, in the order of the file
 */
public record SigningKeys(Map<String, byte[]> keys) {
    /** Pattern of a key's id. */
    static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,19}");

    private static final Pattern ENTRY = Pattern.compile("(" + ID.pattern() + ")\\s*:\\s*([A-Za-z0-9+/_-]{43,200}=*)");
    private static final int MIN_KEY_BYTES = 32;
    private static final int MAX_KEYS = 20;

    public SigningKeys {
        keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
    }

    /**
     * Reads the keys of the settings; none if they have none.
     *
     * @throws StorageException if the file is missing, malformed or readable by others
     */
    public static SigningKeys of(ShareSettings settings) {
        if (settings.signingKeysFile().isEmpty()) {
            return parse(settings.signingKeys().replace(',', '\n'), "runfolio.http.signing-keys");
        }
        Path file = settings.signingKeysFile().get();
        try {
            if (PrivateFiles.mayOthersRead(file)) {
                throw new StorageException(file + " is readable by others: run \"chmod 600 " + file + "\"", null);
            }
            return parse(Files.readString(file), file.toString());
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The signing keys in " + file + " cannot be read");
        }
    }

    /** Parses lines of the form {@code id:key}; blank lines and lines that start with # are skipped. */
    private static SigningKeys parse(String text, String place) {
        Map<String, byte[]> keys = new LinkedHashMap<>();
        for (String line : Stream.of(text.split("\\R"))
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList()) {
            Matcher matcher = ENTRY.matcher(line);
            byte[] key = matcher.matches() ? decoded(matcher.group(2)) : new byte[0];
            if (key.length < MIN_KEY_BYTES || keys.putIfAbsent(matcher.group(1), key) != null) {
                throw new StorageException(
                        place + " has an entry that is no key: each is an id of lower-case letters, digits and hyphens,"
                                + " a colon, and at least 32 random bytes in Base64, such as those of"
                                + " \"openssl rand -base64 32\"; ids are different",
                        null);
            }
        }
        if (keys.size() > MAX_KEYS) {
            throw new StorageException(place + " has more than " + MAX_KEYS + " keys: remove old ones", null);
        }
        return new SigningKeys(keys);
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getUrlDecoder().decode(base64.replace('+', '-').replace('/', '_'));
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    /** Returns the id of the key that signs; empty without keys. */
    public Optional<String> signingId() {
        return keys.keySet().stream().findFirst();
    }

    @Override
    public String toString() {
        return "keys " + keys.keySet();
    }
}

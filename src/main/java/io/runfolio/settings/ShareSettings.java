package io.runfolio.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Share links and signed URLs.
 *
 * @param enabled whether share links can be created and work; default true
 * @param baseUrl address at which browsers reach the server, for printed links; default that of the API
 * @param maxLifetime maximum lifetime of a share link; default 90 days
 * @param signingKeys keys of signed URLs as {@code id:key}, the first one signs; default none, so the feature is off.
 *     Never part of a message or a log line
 * @param signingKeysFile file of such keys, one a line; default none
 * @param maxSignedLifetime maximum lifetime of a signed URL; default 7 days
 */
public record ShareSettings(
        boolean enabled,
        Optional<String> baseUrl,
        Duration maxLifetime,
        String signingKeys,
        Optional<Path> signingKeysFile,
        Duration maxSignedLifetime) {
    private static final String BASE_URL = "runfolio.share.base-url";
    private static final String KEYS = "runfolio.http.signing-keys";
    private static final String KEYS_FILE = "runfolio.http.signing-keys-file";
    private static final Pattern URL =
            Pattern.compile("https?://[A-Za-z0-9._\\[\\]:-]{1,300}(/[A-Za-z0-9._~-]{1,100}){0,10}/?");

    public ShareSettings {
        signingKeysFile = signingKeysFile.map(file -> file.toAbsolutePath().normalize());
    }

    static ShareSettings read(SettingReader values) {
        String url = values.text(
                BASE_URL, "", "an address such as https://studio.example", URL, "where browsers reach the server");
        ShareSettings settings = new ShareSettings(
                values.flag("runfolio.share.enabled", true, "whether share links work"),
                Optional.of(url.replaceFirst("/$", "")).filter(text -> !text.isEmpty()),
                values.duration("runfolio.share.max-lifetime", Duration.ofDays(90), "lifetime of a share link"),
                values.secret(KEYS),
                values.path(KEYS_FILE, "file of the keys of signed URLs"),
                values.duration("runfolio.http.max-signed-lifetime", Duration.ofDays(7), "lifetime of a signed URL"));
        if (!settings.signingKeys().isEmpty() && settings.signingKeysFile().isPresent()) {
            throw new SettingException(
                    KEYS, KEYS + " and " + KEYS_FILE + " are both set: keep the keys in one of them");
        }
        return settings;
    }

    /** Returns whether URLs can be signed. */
    public boolean hasSigningKeys() {
        return !signingKeys.isEmpty() || signingKeysFile.isPresent();
    }

    @Override
    public String toString() {
        return "ShareSettings[enabled=" + enabled + ", baseUrl=" + baseUrl + ", maxLifetime=" + maxLifetime
                + ", signingKeys=" + (signingKeys.isEmpty() ? "none" : "set") + ", signingKeysFile=" + signingKeysFile
                + ", maxSignedLifetime=" + maxSignedLifetime + "]";
    }
}

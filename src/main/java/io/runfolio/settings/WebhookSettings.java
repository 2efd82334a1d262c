package io.runfolio.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Receivers of signed webhooks.
 *
 * @param urlsKey key of the addresses, for messages
 * @param urls addresses of the receivers; none by default
 * @param secretFile file with the secrets of the signature, one a line; empty only without receivers
 * @param attempts attempts at a delivery before it is given up; default 20
 * @param delay delay before the second attempt, doubled for each further one up to 4 hours; default 5 s
 */
public record WebhookSettings(String urlsKey, List<URI> urls, Optional<Path> secretFile, int attempts, Duration delay) {
    private static final Pattern URL =
            Pattern.compile("https?://[A-Za-z0-9_.\\[\\]:-]{1,300}(/[\\x21-\\x7e&&[^,#]]*)?");
    private static final String FORM = "comma-separated addresses, such as https://events.example/runfolio";
    private static final int MAX_URLS = 20;

    public WebhookSettings {
        urls = List.copyOf(urls);
        secretFile = secretFile.map(file -> file.toAbsolutePath().normalize());
    }

    /** Reads the keys with a prefix. */
    public static WebhookSettings read(SettingReader values, String prefix, String meaning) {
        String urlsKey = prefix + "webhooks";
        String secretKey = prefix + "webhook-secret-file";
        List<URI> urls = values.texts(urlsKey, FORM, URL, meaning).stream()
                .map(text -> parsed(urlsKey, text, meaning))
                .distinct()
                .toList();
        WebhookSettings settings = new WebhookSettings(
                urlsKey,
                urls,
                values.path(secretKey, "file with the secrets of outgoing webhooks"),
                values.integer(prefix + "webhook-attempts", 20, 1, 100, "attempts at a delivery"),
                values.duration(prefix + "webhook-delay", Duration.ofSeconds(5), "delay before the second attempt"));
        if (urls.size() > MAX_URLS) {
            throw new SettingException(urlsKey, urlsKey + " has more than " + MAX_URLS + " addresses: remove some");
        }
        if (!urls.isEmpty() && settings.secretFile().isEmpty()) {
            throw new SettingException(
                    secretKey,
                    secretKey
                            + " is missing: webhooks are signed, so write a secret of 24 random bytes in base64, after"
                            + " whsec_, into a file that only its owner can read, and name it here");
        }
        return settings;
    }

    private static URI parsed(String urlsKey, String text, String meaning) {
        URI url;
        try {
            url = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new SettingException(urlsKey, text, FORM, meaning);
        }
        if (url.getHost() == null || url.getRawUserInfo() != null) {
            throw new SettingException(urlsKey, text, FORM, meaning);
        }
        return url;
    }

    /** Returns whether there is a receiver. */
    public boolean isEnabled() {
        return !urls.isEmpty();
    }
}

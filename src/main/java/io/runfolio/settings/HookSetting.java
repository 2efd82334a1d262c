package io.runfolio.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One webhook, {@code /v1/hooks/<name>}.
 *
 * @param name last part of the path
 * @param adapter adapter of the payloads
 * @param scheme scheme of the signature
 * @param secretFiles files with one secret a line; none for {@link Scheme#FAL}
 * @param window greatest distance of a signed time from the clock; default 5 minutes
 * @param signature header of an HMAC signature, or of a token
 * @param timestamp header of the signed time, for HMAC; empty if absent
 * @param algorithm hash of an HMAC; default sha256
 * @param encoding encoding of an HMAC signature; default hex
 * @param prefix text before an HMAC signature, such as {@code sha256=}
 * @param signed what an HMAC signs: a text with {@code {body}}, {@code {timestamp}} and {@code {task-id}}
 * @param parameter query parameter of a token, instead of a header
 * @param keysUrl address of fal's public keys
 * @param baseUrl address for {@code {base-url}} in an adapter
 */
public record HookSetting(
        String name,
        String adapter,
        Scheme scheme,
        List<Path> secretFiles,
        Duration window,
        String signature,
        Optional<String> timestamp,
        Algorithm algorithm,
        Encoding encoding,
        String prefix,
        String signed,
        Optional<String> parameter,
        URI keysUrl,
        Optional<String> baseUrl) {
    /** Prefix of the keys of all hooks. */
    static final String PREFIX = "runfolio.hooks.";

    private static final Pattern ADAPTER = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]{1,80}");
    private static final Pattern SIGNED =
            Pattern.compile("(?:\\{(?:body|timestamp|task-id)\\}|[A-Za-z0-9 .:_\\-|]){1,200}");
    private static final Pattern PREFIX_FORM = Pattern.compile("[!-~]{1,40}");
    private static final Pattern KEYS_URL = Pattern.compile(
            "(https://[A-Za-z0-9.-]{1,253}|http://127\\.0\\.0\\.1|http://localhost)(:[0-9]{1,5})?/\\S{0,200}");
    private static final Pattern BASE_URL =
            Pattern.compile("https?://[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?(/\\S{0,200})?");
    private static final String FAL_KEYS = "https://rest.fal.ai/.well-known/jwks.json";

    /** Scheme of a signature. */
    public enum Scheme {
        STANDARD_WEBHOOKS,
        FAL,
        HMAC,
        TOKEN
    }

    /** Hash of an HMAC. */
    public enum Algorithm {
        SHA256("HmacSHA256"),
        SHA512("HmacSHA512"),
        SHA1("HmacSHA1");

        private final String javaName;

        Algorithm(String javaName) {
            this.javaName = javaName;
        }

        /** Returns the name for {@code javax.crypto.Mac}. */
        public String javaName() {
            return javaName;
        }
    }

    /** Encoding of a signature. */
    public enum Encoding {
        HEX,
        BASE64
    }

    public HookSetting {
        secretFiles = secretFiles.stream()
                .map(file -> file.toAbsolutePath().normalize())
                .toList();
    }

    static HookSetting read(SettingReader values, String name) {
        String at = PREFIX + name + ".";
        Scheme scheme =
                values.enumValue(at + "scheme", Scheme.STANDARD_WEBHOOKS, Scheme.class, "scheme of the signature");
        Optional<String> timestamp = header(values, at + "timestamp-header", "header of the signed time");
        HookSetting hook = new HookSetting(
                name,
                values.text(at + "adapter", "", "the name of an adapter", ADAPTER, "adapter of the payloads"),
                scheme,
                secretFiles(values, at),
                values.duration(at + "window", Duration.ofMinutes(5), "greatest distance of a signed time"),
                header(values, at + "signature-header", "header of the signature or token")
                        .orElse(scheme == Scheme.TOKEN ? "authorization" : ""),
                timestamp,
                values.enumValue(at + "algorithm", Algorithm.SHA256, Algorithm.class, "hash of the HMAC"),
                values.enumValue(at + "encoding", Encoding.HEX, Encoding.class, "encoding of the signature"),
                values.text(at + "prefix", "", "a text such as sha256=", PREFIX_FORM, "text before the signature"),
                values.text(
                        at + "signed",
                        timestamp.isPresent() ? "{timestamp}.{body}" : "{body}",
                        "a text with {body}, {timestamp} or {task-id}",
                        SIGNED,
                        "what the HMAC signs"),
                optional(values, at + "parameter", "the name of a parameter", HEADER, "query parameter of the token"),
                URI.create(values.text(
                        at + "keys-url", FAL_KEYS, "an https address", KEYS_URL, "address of fal's public keys")),
                optional(values, at + "base-url", "an address", BASE_URL, "address for {base-url}"));
        hook.check(at);
        return hook;
    }

    private static List<Path> secretFiles(SettingReader values, String at) {
        return values.path(at + "secret-file", "file with the secret")
                .map(List::of)
                .orElseGet(() -> values.paths(at + "secret-files", List.of(), "files with the secrets"));
    }

    private static Optional<String> header(SettingReader values, String key, String meaning) {
        return optional(values, key, "the name of a header", HEADER, meaning)
                .map(text -> text.toLowerCase(java.util.Locale.ROOT));
    }

    private static Optional<String> optional(
            SettingReader values, String key, String form, Pattern pattern, String meaning) {
        return Optional.of(values.text(key, "", form, pattern, meaning)).filter(text -> !text.isEmpty());
    }

    private void check(String at) {
        if (adapter.isEmpty()) {
            throw new SettingException(at + "adapter", at + "adapter is required: the name of an adapter, such as fal");
        }
        if (scheme != Scheme.FAL && secretFiles.isEmpty()) {
            throw new SettingException(
                    at + "secret-file", at + "secret-file is required: without a secret anyone could send results");
        }
        if (scheme == Scheme.HMAC && signature.isEmpty()) {
            throw new SettingException(
                    at + "signature-header", at + "signature-header is required: the header with the signature");
        }
        if (signed.contains("{timestamp}") && timestamp.isEmpty() && scheme == Scheme.HMAC) {
            throw new SettingException(
                    at + "timestamp-header", at + "timestamp-header is required, as the signature covers the time");
        }
        if (window.isZero() || window.compareTo(Duration.ofDays(1)) > 0) {
            throw new SettingException(at + "window", at + "window must be at most 1d, and not 0");
        }
    }
}

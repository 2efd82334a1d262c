package io.runfolio.share;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * URL of one file of an artifact: {@code /signed/{id}/{view}?expires=…&key=…&signature=…}.
 *
 * <p>The signature is an HMAC-SHA-256 over the decoded fields, one a line. Each field has a narrow alphabet without
 * line breaks, and each parameter is given exactly once: neither their order nor their encoding makes another URL of
 * them.
 *
 * @param artifactId whole id of the artifact
 * @param view view of the artifact, such as {@code web}
 * @param expires first second at which the URL does not work any more, since 1970
 * @param keyId id of the key that signed it
 * @param download whether it is sent as a download
 */
public record SignedUrl(String artifactId, String view, long expires, String keyId, boolean download) {
    /** Bound on the difference between the clocks of the servers that sign and verify. */
    static final Duration MAX_CLOCK_SKEW = Duration.ofMinutes(1);

    private static final String VERSION = "runfolio-signed-url-1";
    private static final Pattern ARTIFACT = Pattern.compile("artifact-[0-9a-f]{16}");
    private static final Pattern VIEW = Pattern.compile("[a-z]{1,20}(\\.[a-z0-9]{1,5})?");
    private static final Pattern EXPIRES = Pattern.compile("[1-9][0-9]{0,11}");
    private static final Pattern SIGNATURE = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final Set<String> PARAMETERS = Set.of("expires", "key", "signature", "download");

    /** Result of a check. */
    public enum Verdict {
        /** The signature is that of the URL, and its time is not over. */
        VALID,
        /** The signature is that of the URL, and its time is over. */
        EXPIRED,
        /** The URL is malformed, was changed, or its key was removed. */
        INVALID
    }

    /** A parsed URL with its signature. */
    public record Signed(SignedUrl url, String signature) {}

    /** Returns a URL that the first key signs. */
    public static Optional<SignedUrl> of(
            SigningKeys keys, String artifactId, String view, Instant expires, boolean download) {
        return keys.signingId().map(id -> new SignedUrl(artifactId, view, expires.getEpochSecond(), id, download));
    }

    /**
     * Parses the fields of a request; empty if one is missing, repeated, unknown or not in its form.
     *
     * @param query decoded parameters
     */
    public static Optional<Signed> parse(String artifactId, String view, Map<String, List<String>> query) {
        boolean fine = PARAMETERS.containsAll(query.keySet())
                && query.values().stream().allMatch(values -> values.size() == 1)
                && ARTIFACT.matcher(artifactId).matches()
                && VIEW.matcher(view).matches()
                && EXPIRES.matcher(first(query, "expires")).matches()
                && SigningKeys.ID.matcher(first(query, "key")).matches()
                && SIGNATURE.matcher(first(query, "signature")).matches()
                && (!query.containsKey("download") || first(query, "download").equals("true"));
        return fine
                ? Optional.of(new Signed(
                        new SignedUrl(
                                artifactId,
                                view,
                                Long.parseLong(first(query, "expires")),
                                first(query, "key"),
                                query.containsKey("download")),
                        first(query, "signature")))
                : Optional.empty();
    }

    private static String first(Map<String, List<String>> query, String name) {
        return query.getOrDefault(name, List.of("")).get(0);
    }

    /** Returns path and query with the signature. */
    public String target(SigningKeys keys) {
        return "/signed/" + artifactId + "/" + view + "?expires=" + expires + "&key=" + keyId
                + (download ? "&download=true" : "") + "&signature="
                + signature(keys.keys().get(keyId));
    }

    /**
     * Checks a signature in constant time.
     *
     * @param maxLifetime URLs that end later than this from now are refused, even if they are signed
     */
    public Verdict verify(String signature, SigningKeys keys, Instant now, Duration maxLifetime) {
        byte[] key = keys.keys().get(keyId);
        boolean same = key != null
                && MessageDigest.isEqual(
                        signature(key).getBytes(StandardCharsets.US_ASCII),
                        signature.getBytes(StandardCharsets.US_ASCII));
        Instant end = Instant.ofEpochSecond(expires);
        if (!same || end.isAfter(now.plus(maxLifetime).plus(MAX_CLOCK_SKEW))) {
            return Verdict.INVALID;
        }
        return now.isBefore(end) ? Verdict.VALID : Verdict.EXPIRED;
    }

    private String signature(byte[] key) {
        String text = String.join("\n", VERSION, artifactId, view, String.valueOf(expires), keyId, "" + download);
        return Hmac.base64Url(key, text);
    }
}

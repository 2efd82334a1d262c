package io.runfolio.fetch;

import io.runfolio.files.Checksums;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;

/**
 * Checksums that the event and the server state for a file. Recognized are {@code Content-Digest}, {@code Digest},
 * {@code Content-MD5}, and the ETag of a store with the interface of S3 if it is a plain MD5.
 */
final class StatedChecksums {
    private static final Pattern SHA256 = Pattern.compile("(?i)sha-256=:?([A-Za-z0-9+/]{43}=):?");
    private static final Pattern MD5_TAG = Pattern.compile("\"([0-9a-f]{32})\"");

    private final MessageDigest sha256 = Checksums.newSha256();
    private final MessageDigest md5 = Checksums.newMd5();
    private final List<String> expectedSha256 = new ArrayList<>();
    private final List<String> expectedMd5 = new ArrayList<>();

    /** @param whole whether the response has the whole file, to which its own digests apply */
    StatedChecksums(Optional<String> expected, HttpResponse response, boolean whole) {
        expected.ifPresent(expectedSha256::add);
        if (whole) {
            for (String name : List.of("Content-Digest", "Digest")) {
                header(response, name).flatMap(StatedChecksums::sha256).ifPresent(expectedSha256::add);
            }
            header(response, "Content-MD5").flatMap(StatedChecksums::base64).ifPresent(expectedMd5::add);
        }
        plainTag(response).ifPresent(expectedMd5::add);
    }

    void update(byte[] buffer, int length) {
        sha256.update(buffer, 0, length);
        if (!expectedMd5.isEmpty()) {
            md5.update(buffer, 0, length);
        }
    }

    /** Completes the checksums; returns the SHA-256, or empty if a stated one differs. */
    Optional<String> complete() {
        String actual = Checksums.hex(sha256);
        String actualMd5 = expectedMd5.isEmpty() ? "" : Checksums.hex(md5);
        boolean asStated = expectedSha256.stream().allMatch(actual::equals)
                && expectedMd5.stream().allMatch(actualMd5::equals);
        return asStated ? Optional.of(actual) : Optional.empty();
    }

    /** Returns the ETag if it is an MD5: that of a file in several parts, or encrypted by a key, is not. */
    private static Optional<String> plainTag(HttpResponse response) {
        boolean store = response.containsHeader("x-amz-request-id");
        String encryption = header(response, "x-amz-server-side-encryption").orElse("AES256");
        if (!store
                || !encryption.equals("AES256")
                || response.containsHeader("x-amz-server-side-encryption-customer-algorithm")) {
            return Optional.empty();
        }
        return header(response, "ETag")
                .map(MD5_TAG::matcher)
                .filter(Matcher::matches)
                .map(tag -> tag.group(1));
    }

    private static Optional<String> sha256(String value) {
        Matcher stated = SHA256.matcher(value);
        return stated.find() ? base64(stated.group(1)) : Optional.empty();
    }

    private static Optional<String> base64(String value) {
        try {
            return Optional.of(HexFormat.of().formatHex(Base64.getDecoder().decode(value.strip())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> header(HttpResponse response, String name) {
        return Optional.ofNullable(response.getFirstHeader(name))
                .map(Header::getValue)
                .map(value -> name.equals("ETag") ? value.toLowerCase(Locale.ROOT) : value);
    }
}

package io.runfolio.share;

import io.runfolio.files.RandomIds;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Passwords of links that were right before in this process, so that each is derived once.
 *
 * <p>Kept as an HMAC under a key that never leaves the process. Not thread-safe.
 */
final class KnownPasswords {
    private static final int KEY_BYTES = 32;

    /** Maximum number of links; those that were used least recently are forgotten. */
    private static final int MAX_LINKS = 10_000;

    private final byte[] key = RandomIds.base64Url(KEY_BYTES).getBytes(StandardCharsets.US_ASCII);
    private final Map<String, String> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MAX_LINKS;
        }
    };

    /** Remembers the password of a link, which was right. */
    void remember(Share share, String password) {
        known.put(share.id(), mac(share, password));
    }

    /** Returns whether a password is the one of a link; empty if that is not known yet. */
    Optional<Boolean> matches(Share share, String password) {
        return Optional.ofNullable(known.get(share.id()))
                .map(expected -> MessageDigest.isEqual(bytes(expected), bytes(mac(share, password))));
    }

    private String mac(Share share, String password) {
        String hash = share.password().map(SharePassword::hash).orElse("");
        return Hmac.base64Url(key, share.id() + "\n" + hash + "\n" + password);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

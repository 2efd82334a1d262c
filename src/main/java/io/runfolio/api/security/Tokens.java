package io.runfolio.api.security;

import io.runfolio.api.Caller;
import io.runfolio.api.Scope;
import io.runfolio.files.Checksums;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Known tokens, by their hashes. Tokens are 256 random bits, so one round of SHA-256 is enough. */
public final class Tokens {
    private final List<StoredToken> known;
    private final boolean needed;

    /**
     * A stored token.
     *
     * @param name name of the token
     * @param scopes granted scopes
     * @param sha256 SHA-256 of the token, lower-case hex
     * @param createdAt creation time, ISO 8601 in UTC
     */
    public record StoredToken(String name, Set<Scope> scopes, String sha256, String createdAt) {
        public StoredToken {
            scopes = Set.copyOf(scopes);
        }

        private Caller caller() {
            return new Caller(name, scopes, sha256, false);
        }

        @Override
        public String toString() {
            return "token " + name;
        }
    }

    /** @param needed whether tokens are required, even if no token exists */
    public Tokens(List<StoredToken> known, boolean needed) {
        this.known = List.copyOf(known);
        this.needed = needed;
    }

    int size() {
        return known.size();
    }

    /** Returns whether callers need a token. */
    public boolean areRequired() {
        return needed;
    }

    /** Returns the caller of a token. Compares all hashes in constant time. */
    public Optional<Caller> caller(String token) {
        byte[] hash = sha256(token).getBytes(StandardCharsets.US_ASCII);
        Optional<Caller> found = Optional.empty();
        for (StoredToken one : known) {
            if (MessageDigest.isEqual(hash, one.sha256().getBytes(StandardCharsets.US_ASCII))) {
                found = Optional.of(one.caller());
            }
        }
        return found;
    }

    /** Returns the caller of a token, by its SHA-256, with its current scopes; empty if it was revoked. */
    Optional<Caller> current(String sha256) {
        return known.stream()
                .filter(one -> one.sha256().equals(sha256))
                .map(StoredToken::caller)
                .findFirst();
    }

    public static String sha256(String token) {
        return sha256(token.getBytes(StandardCharsets.UTF_8));
    }

    public static String sha256(byte[] bytes) {
        return Checksums.sha256(bytes);
    }
}

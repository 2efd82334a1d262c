package io.runfolio.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The tokens that this server knows: their hashes only. Tokens are 256 random bits, so one round of SHA-256 is enough; there is nothing to guess. */
public final class Tokens {
    private final List<Known> known;
    private final boolean needed;

    /**
     * A token as the file has it.
     *
     * @param name who it was made for
     * @param scopes what it allows
     * @param sha256 lower-case hex of the token's SHA-256
     * @param createdAt when it was made, ISO-8601 in UTC
     */
    public record Known(String name, Set<Scope> scopes, String sha256, String createdAt) {
        public Known {
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

    /**
     * @param needed whether callers need a token, also when the file holds no token
     */
    public Tokens(List<Known> known, boolean needed) {
        this.known = List.copyOf(known);
        this.needed = needed;
    }

    int size() {
        return known.size();
    }

    /** Returns whether callers need a token. */
    public boolean needed() {
        return needed;
    }

    /** Returns who has this token. Every hash is compared in constant time, so that the time tells nothing. */
    public Optional<Caller> caller(String token) {
        byte[] hash = sha256(token).getBytes(StandardCharsets.US_ASCII);
        Optional<Caller> found = Optional.empty();
        for (Known one : known) {
            if (MessageDigest.isEqual(hash, one.sha256().getBytes(StandardCharsets.US_ASCII))) {
                found = Optional.of(one.caller());
            }
        }
        return found;
    }

    /** Returns a caller as the tokens know it now; empty if its token was revoked. */
    Optional<Caller> current(Caller caller) {
        return known.stream()
                .filter(one -> one.sha256().equals(caller.credential()))
                .map(Known::caller)
                .findFirst();
    }

    static String sha256(String token) {
        return sha256(token.getBytes(StandardCharsets.UTF_8));
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256.", e);
        }
    }
}

package io.runfolio.share;

import io.runfolio.files.RandomIds;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Password of a link, as PBKDF2 with HMAC-SHA-256 (RFC 8018).
 *
 * @param iterations rounds of the function
 * @param salt random salt in Base64url
 * @param hash derived key in Base64url
 */
public record SharePassword(int iterations, String salt, String hash) {
    /** Minimum number of characters. */
    public static final int MIN_LENGTH = 8;

    /** Maximum number of characters. */
    public static final int MAX_LENGTH = 200;

    /** Recommendation of the OWASP Password Storage Cheat Sheet for this function. */
    private static final int ITERATIONS = 600_000;

    private static final int MAX_ITERATIONS = 10_000_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BITS = 256;
    private static final String ALGORITHM = "PBKDF2WithHmacSHA256";

    public SharePassword {
        if (iterations < 1 || iterations > MAX_ITERATIONS) {
            throw new IllegalArgumentException("The rounds of a password are out of range: " + iterations);
        }
    }

    /** Derives a password with a new salt. One at a time, so that many calls leave the processor to others. */
    public static synchronized SharePassword of(String password) {
        String salt = RandomIds.base64Url(SALT_BYTES);
        return new SharePassword(ITERATIONS, salt, derived(password, ITERATIONS, salt));
    }

    /** Returns whether a password is the same, in constant time; takes as long for every password. */
    public boolean matches(String password) {
        String given = password.length() > MAX_LENGTH ? password.substring(0, MAX_LENGTH + 1) : password;
        return MessageDigest.isEqual(bytes(derived(given, iterations, salt)), bytes(hash));
    }

    /** Returns the derived key, which no client knows: the secret of the cookies of this link. */
    byte[] secret() {
        return bytes(hash);
    }

    private static byte[] bytes(String base64) {
        return Base64.getUrlDecoder().decode(base64);
    }

    private static String derived(String password, int iterations, String salt) {
        char[] letters = password.toCharArray();
        PBEKeySpec spec = new PBEKeySpec(letters, bytes(salt), iterations, HASH_BITS);
        try {
            byte[] key =
                    SecretKeyFactory.getInstance(ALGORITHM).generateSecret(spec).getEncoded();
            return Base64.getUrlEncoder().withoutPadding().encodeToString(key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        } finally {
            spec.clearPassword();
            Arrays.fill(letters, ' ');
        }
    }

    @Override
    public String toString() {
        return "a password";
    }
}

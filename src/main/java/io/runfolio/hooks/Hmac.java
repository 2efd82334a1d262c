package io.runfolio.hooks;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Keyed hashes, compared in constant time. */
final class Hmac {
    private Hmac() {}

    /**
     * Returns a keyed hash.
     *
     * @param algorithm name for {@link Mac}
     * @param parts bytes that are hashed one after the other
     */
    static byte[] of(String algorithm, byte[] key, List<byte[]> parts) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            parts.forEach(mac::update);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no " + algorithm, e);
        }
    }

    /** Returns whether one of the signatures is one of the expected ones; every pair is compared. */
    static boolean matchesAny(List<byte[]> expected, List<byte[]> given) {
        boolean matches = false;
        for (byte[] one : expected) {
            for (byte[] other : given) {
                matches |= MessageDigest.isEqual(one, other);
            }
        }
        return matches;
    }
}

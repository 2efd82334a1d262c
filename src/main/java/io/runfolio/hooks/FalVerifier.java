package io.runfolio.hooks;

import io.runfolio.files.Checksums;
import io.runfolio.hooks.HookRefusedException.Rule;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.List;

/**
 * Verifies fal's signatures, which are Ed25519 in hex.
 *
 * <p>They cover request id, user id, time and the SHA-256 of the body, each on a line of its own.
 */
final class FalVerifier implements CallVerifier {
    private static final String HEADERS = "x-fal-webhook-";
    private static final int MAX_TEXT = 300;

    private final PublicKeys keys;
    private final SignedTime time;

    FalVerifier(PublicKeys keys, SignedTime time) {
        this.keys = keys;
        this.time = time;
    }

    @Override
    public void verify(HookCall call) {
        String timestamp = header(call, "timestamp");
        String message = String.join(
                "\n", header(call, "request-id"), header(call, "user-id"), timestamp, Checksums.sha256(call.body()));
        byte[] signature = Decoding.hex(header(call, "signature")).orElseThrow(Refusals::unsigned);
        time.check(timestamp);
        List<PublicKey> known = keys.keys();
        byte[] signed = message.getBytes(StandardCharsets.UTF_8);
        if (known.stream().noneMatch(key -> isSignedBy(key, signed, signature))) {
            keys.suspectRotation();
            throw new HookRefusedException(Rule.WRONG);
        }
    }

    private static String header(HookCall call, String name) {
        return call.header(HEADERS + name)
                .map(String::strip)
                .filter(text -> text.length() <= MAX_TEXT)
                .orElseThrow(Refusals::unsigned);
    }

    private static boolean isSignedBy(PublicKey key, byte[] message, byte[] signature) {
        try {
            Signature verification = Signature.getInstance("Ed25519");
            verification.initVerify(key);
            verification.update(message);
            return verification.verify(signature);
        } catch (GeneralSecurityException e) {
            return false; // a signature of another length
        }
    }
}

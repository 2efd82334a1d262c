package io.runfolio.hooks;

import io.runfolio.hooks.HookRefusedException.Rule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Verifies signatures of the Standard Webhooks specification.
 *
 * <p>Version 1 is an HMAC-SHA256 of id, time and body. Several secrets and several signatures may be valid at once, for
 * rotations. The {@code svix-} names of the headers are accepted too.
 */
final class StandardWebhooksVerifier implements CallVerifier {
    private static final String SECRET_PREFIX = "whsec_";
    private static final String VERSION = "v1,";
    private static final int MAX_SIGNATURES = 10;
    private static final int MAX_ID = 300;

    private final SecretFiles secrets;
    private final SignedTime time;

    StandardWebhooksVerifier(SecretFiles secrets, SignedTime time) {
        this.secrets = secrets;
        this.time = time;
    }

    @Override
    public void verify(HookCall call) {
        String id = header(call, "id").filter(text -> text.length() <= MAX_ID).orElseThrow(Refusals::unsigned);
        String timestamp = header(call, "timestamp").orElseThrow(Refusals::unsigned);
        List<byte[]> given = signatures(header(call, "signature").orElseThrow(Refusals::unsigned));
        if (given.isEmpty()) {
            throw Refusals.unsigned();
        }
        time.check(timestamp);
        List<byte[]> expected = new ArrayList<>();
        for (String secret : secrets.secrets()) {
            keys(secret).forEach(key -> expected.add(hash(key, id, timestamp, call.body())));
        }
        if (!Hmac.matchesAny(expected, given)) {
            throw new HookRefusedException(Rule.WRONG);
        }
    }

    /** Returns the signature of a webhook for its header. */
    static String signature(byte[] key, String id, String timestamp, byte[] body) {
        return VERSION + Base64.getEncoder().encodeToString(hash(key, id, timestamp, body));
    }

    private static byte[] hash(byte[] key, String id, String timestamp, byte[] body) {
        return Hmac.of("HmacSHA256", key, List.of((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8), body));
    }

    private static Optional<String> header(HookCall call, String name) {
        return call.header("webhook-" + name).or(() -> call.header("svix-" + name));
    }

    private static List<byte[]> signatures(String header) {
        List<byte[]> signatures = new ArrayList<>();
        for (String word : header.split(" ", MAX_SIGNATURES + 1)) {
            if (word.startsWith(VERSION) && signatures.size() < MAX_SIGNATURES) {
                // a repeated header is joined by commas
                Decoding.base64(word.substring(VERSION.length()).replaceFirst(",$", ""))
                        .ifPresent(signatures::add);
            }
        }
        return signatures;
    }

    /** Returns the keys of a secret; without the prefix of the specification it may also be meant as it is. */
    static List<byte[]> keys(String secret) {
        if (secret.startsWith(SECRET_PREFIX)) {
            return Decoding.base64(secret.substring(SECRET_PREFIX.length())).stream()
                    .toList();
        }
        List<byte[]> keys = new ArrayList<>(List.of(secret.getBytes(StandardCharsets.UTF_8)));
        Decoding.base64(secret).filter(key -> key.length > 0).ifPresent(keys::add);
        return keys;
    }
}

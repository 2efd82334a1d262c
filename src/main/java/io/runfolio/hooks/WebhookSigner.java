package io.runfolio.hooks;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Signs outgoing webhooks as the Standard Webhooks specification says.
 *
 * <p>The signature is an HMAC-SHA256 of id, time and body. With several secrets there is a signature for each, so that
 * receivers can change theirs one by one. Thread-safe.
 */
public final class WebhookSigner {
    private final SecretFiles secrets;

    /** @param secretFile file with the secrets, one a line; read again when it changes */
    public WebhookSigner(Path secretFile) {
        secrets = new SecretFiles("outgoing", List.of(secretFile));
    }

    /**
     * Returns the headers of a delivery.
     *
     * @param id id of the event, the same for each delivery
     * @throws HookUnavailableException if the secrets cannot be used; the reason is in the log
     */
    public Map<String, String> headers(String id, Instant at, byte[] body) {
        String seconds = String.valueOf(at.getEpochSecond());
        String signatures = secrets.secrets().stream()
                .map(secret -> StandardWebhooksVerifier.signature(
                        StandardWebhooksVerifier.keys(secret).stream()
                                .findFirst()
                                .orElseThrow(WebhookSigner::unusable),
                        id,
                        seconds,
                        body))
                .collect(Collectors.joining(" "));
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", seconds);
        headers.put("webhook-signature", signatures);
        return headers;
    }

    /** Returns why the secrets cannot be used; empty if they can. */
    public String problem() {
        return secrets.problem();
    }

    private static HookUnavailableException unusable() {
        return new HookUnavailableException("A secret of outgoing webhooks is not base64 after whsec_.");
    }
}

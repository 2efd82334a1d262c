package io.runfolio.hooks.outbox;

import io.runfolio.fetch.StatusAnswer;
import io.runfolio.hooks.WebhookSigner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Signed webhooks over HTTP.
 *
 * @param contentType media type of the body
 */
record SignedChannel(WebhookSigner signer, WebhookDelivery.Sender sender, String contentType)
        implements DeliveryChannel {
    @Override
    public boolean isReady() {
        return signer.problem().isEmpty();
    }

    @Override
    public StatusAnswer send(OutgoingWebhook event, Instant now) throws IOException {
        byte[] body = event.body().getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = new LinkedHashMap<>(signer.headers(event.id(), now, body));
        headers.put("Content-Type", contentType);
        return sender.post(event.url(), headers, body);
    }
}

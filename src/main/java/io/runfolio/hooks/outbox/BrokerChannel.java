package io.runfolio.hooks.outbox;

import io.runfolio.fetch.StatusAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** Messages to a broker. */
record BrokerChannel(AnnouncementSender sender) implements DeliveryChannel {
    private static final StatusAnswer TAKEN = new StatusAnswer(200, new byte[0], Optional.empty());

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public StatusAnswer send(OutgoingWebhook event, Instant now) throws IOException {
        sender.send(event.runId(), event.id(), event.body().getBytes(StandardCharsets.UTF_8));
        return TAKEN;
    }
}

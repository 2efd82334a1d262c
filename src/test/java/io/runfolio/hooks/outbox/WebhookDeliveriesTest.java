package io.runfolio.hooks.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.runfolio.files.lock.Mutex;
import io.runfolio.hooks.outbox.LedgerLookup.Presence;
import io.runfolio.json.SecretMask;
import io.runfolio.settings.RunfolioSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookDeliveriesTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private RunfolioSettings settings(URI... urls) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        return RunfolioSettings.from(Map.of(
                "runfolio.workflow.webhooks",
                String.join(",", List.of(urls).stream().map(URI::toString).toList()),
                "runfolio.workflow.webhook-secret-file",
                secret.toString(),
                "runfolio.workflow.webhook-delay",
                "100ms",
                "runfolio.fetch.allow-http",
                "true",
                "runfolio.fetch.allow-private-hosts",
                "127.0.0.1"));
    }

    private WebhookDeliveries deliveries(RunfolioSettings settings) {
        return new WebhookDeliveries(
                folder.resolve("outbox"),
                settings.webhooks(),
                settings.fetch(),
                (run, seq, type) -> Presence.WRITTEN,
                name -> Optional.<Mutex.Held>of(() -> {}),
                Clock.systemUTC());
    }

    private void prepare(long seq, RunfolioSettings settings) {
        new RunWebhooks(folder.resolve("outbox"), settings.webhooks().urls(), SecretMask.standard())
                .prepare(
                        "run-00000000000000aa",
                        seq,
                        Instant.EPOCH,
                        "run.completed",
                        JsonNodeFactory.instance.objectNode());
    }

    @Test
    void a_slow_receiver_does_not_delay_another_and_gets_its_event_after_a_restart() throws IOException {
        try (WebhookReceiver slow = new WebhookReceiver(0);
                WebhookReceiver quick = new WebhookReceiver(0)) {
            slow.open = new CountDownLatch(1);
            RunfolioSettings settings = settings(slow.url(), quick.url());
            prepare(1, settings);
            try (WebhookDeliveries deliveries = deliveries(settings)) {
                deliveries.start();
                await().atMost(SOON).until(() -> slow.received.size() == 1 && quick.received.size() == 1);
                prepare(2, settings);
                await().atMost(SOON).until(() -> quick.received.size() == 2);
            } // ends in the middle of the attempt
            slow.open.countDown();
            try (WebhookDeliveries deliveries = deliveries(settings)) {
                deliveries.start();
                await().atMost(SOON)
                        .until(() -> slow.received.stream()
                                        .map(WebhookReceiver.Received::id)
                                        .distinct()
                                        .count()
                                == 2);
            }
            assertThat(slow.received).hasSizeGreaterThanOrEqualTo(3);
            assertThat(quick.received).hasSize(2);
        }
    }
}

package io.runfolio.hooks.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.fetch.StatusAnswer;
import io.runfolio.fetch.StatusClient;
import io.runfolio.files.lock.Mutex;
import io.runfolio.hooks.WebhookSigner;
import io.runfolio.json.SecretMask;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookDeliveryTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RUN = "run-00000000000000aa";
    /** Secret, id, time, body and signature are the example of the Standard Webhooks libraries. */
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static final Instant START = Instant.parse("2026-03-26T21:45:12Z");

    @TempDir
    Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final AtomicReference<LedgerLookup.Presence> presence =
            new AtomicReference<>(LedgerLookup.Presence.WRITTEN);
    private final List<String> locked = new ArrayList<>();
    private WebhookReceiver receiver;
    private StatusClient client;
    private Path secrets;

    @BeforeEach
    void start() throws IOException {
        receiver = new WebhookReceiver(0);
        client = new StatusClient(
                new StatusClient.Rules(List.of("127.0.0.1"), "runfolio.workflow.webhooks", true),
                List.of("127.0.0.1"),
                1,
                1000);
        secrets = Files.writeString(folder.resolve("secret"), SECRET + "\n");
        Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-------"));
    }

    @AfterEach
    void stop() {
        receiver.close();
        client.close();
    }

    private Path outbox() {
        return folder.resolve("outbox");
    }

    private final class TestClock extends Clock {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now.get();
        }
    }

    private WebhookDelivery delivery(int attempts) {
        return new WebhookDelivery(
                new WebhookOutbox(outbox()),
                new WebhookSigner(secrets),
                client::post,
                (run, seq, type) -> presence.get(),
                name -> locked.contains(name) ? Optional.empty() : Optional.<Mutex.Held>of(() -> {}),
                new WebhookDelivery.Retries(attempts, Duration.ofSeconds(5)),
                new TestClock());
    }

    private void prepare(String type, long seq, ObjectNode data) {
        new RunWebhooks(outbox(), List.of(receiver.url()), SecretMask.standard()).prepare(RUN, seq, START, type, data);
    }

    private void prepare() {
        prepare("run.completed", 7, JsonNodeFactory.instance.objectNode().put("artifactId", "artifact-1"));
    }

    private List<String> files(String place) throws IOException {
        if (!Files.exists(outbox().resolve(place))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(outbox().resolve(place))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("failed"))
                    .toList();
        }
    }

    private JsonNode waiting() throws IOException {
        return JSON.readTree(outbox().resolve(files("").get(0)).toFile());
    }

    private static String signature(String secret, String id, String timestamp, byte[] body)
            throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring(6)), "HmacSHA256"));
        mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    }

    @Test
    void the_signature_is_that_of_the_specification() {
        assertThat(new WebhookSigner(secrets)
                        .headers(
                                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                                Instant.ofEpochSecond(1614265330),
                                "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)))
                .containsEntry("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void an_event_is_delivered_once_and_signed() throws Exception {
        prepare();
        delivery(5).deliverDue(receiver.url());
        delivery(5).deliverDue(receiver.url());
        WebhookReceiver.Received one = receiver.received.get(0);
        assertThat(receiver.received).hasSize(1);
        assertThat(one.id()).isEqualTo(RUN + "-7");
        assertThat(one.timestamp()).isEqualTo(String.valueOf(START.getEpochSecond()));
        assertThat(one.type()).isEqualTo("application/json");
        assertThat(one.signature()).isEqualTo(signature(SECRET, one.id(), one.timestamp(), one.body()));
        assertThat(one.text())
                .isEqualTo("{\"type\":\"run.completed\",\"timestamp\":\"2026-03-26T21:45:12Z\",\"data\":{\"runId\":\""
                        + RUN + "\",\"seq\":7,\"url\":\"/v1/runs/" + RUN + "\",\"artifactId\":\"artifact-1\"}}");
        assertThat(files("")).isEmpty();
    }

    @Test
    void both_secrets_of_a_rotation_sign() throws Exception {
        String next = "whsec_" + Base64.getEncoder().encodeToString(new byte[24]);
        Files.writeString(secrets, SECRET + "\n" + next + "\n");
        prepare();
        delivery(5).deliverDue(receiver.url());
        WebhookReceiver.Received one = receiver.received.get(0);
        assertThat(one.signature())
                .isEqualTo(signature(SECRET, one.id(), one.timestamp(), one.body()) + " "
                        + signature(next, one.id(), one.timestamp(), one.body()));
    }

    @Test
    void steps_are_not_reported_and_secrets_are_masked() throws IOException {
        prepare("step.completed", 3, JsonNodeFactory.instance.objectNode());
        assertThat(files("")).isEmpty();
        prepare("run.failed", 4, JsonNodeFactory.instance.objectNode().put("api_key", "sk-very-secret-value"));
        assertThat(Files.readString(outbox().resolve(files("").get(0)))).doesNotContain("sk-very-secret-value");
    }

    @Test
    void a_failed_delivery_is_repeated_with_back_off_and_the_same_id() throws Exception {
        receiver.status = 500;
        prepare();
        WebhookDelivery delivery = delivery(10);
        List<Long> delays = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            delivery.deliverDue(receiver.url());
            delivery.deliverDue(receiver.url()); // not due yet
            Instant next = Instant.parse(waiting().get("next_at").asText());
            delays.add(Duration.between(now.get(), next).toSeconds());
            now.set(next);
        }
        assertThat(delays).containsExactly(5L, 10L, 20L, 40L);
        assertThat(waiting().get("attempts").asInt()).isEqualTo(4);
        assertThat(waiting().get("error").asText()).isEqualTo("the receiver answered 500");
        receiver.status = 200;
        delivery.deliverDue(receiver.url());
        assertThat(receiver.received).hasSize(5);
        assertThat(receiver.received).extracting(WebhookReceiver.Received::id).containsOnly(RUN + "-7");
        assertThat(receiver.received)
                .extracting(WebhookReceiver.Received::text)
                .containsOnly(receiver.received.get(0).text());
        assertThat(files("")).isEmpty();
    }

    @Test
    void a_pause_that_the_receiver_asks_for_is_kept() throws IOException {
        receiver.answerWith(429, Map.of("Retry-After", "600"));
        prepare();
        delivery(10).deliverDue(receiver.url());
        assertThat(waiting().get("next_at").asText())
                .isEqualTo(START.plusSeconds(600).toString());
    }

    @Test
    void a_receiver_that_is_gone_is_given_up_after_three_attempts() throws IOException {
        for (int status : List.of(404, 410)) {
            receiver.received.clear();
            receiver.status = status;
            prepare("run.completed", status, JsonNodeFactory.instance.objectNode());
            WebhookDelivery delivery = delivery(10);
            for (int i = 0; i < 6; i++) {
                delivery.deliverDue(receiver.url());
                now.updateAndGet(time -> time.plus(Duration.ofDays(1)));
            }
            assertThat(receiver.received).hasSize(WebhookDelivery.MAX_GONE_ATTEMPTS);
        }
        assertThat(files("")).isEmpty();
        assertThat(files("failed")).hasSize(2);
    }

    @Test
    void a_delivery_is_given_up_after_the_attempts_of_the_settings() throws IOException {
        receiver.close(); // the connection is refused
        prepare();
        WebhookDelivery delivery = delivery(4);
        for (int i = 0; i < 8; i++) {
            delivery.deliverDue(receiver.url());
            now.updateAndGet(time -> time.plus(Duration.ofDays(1)));
        }
        JsonNode failed = JSON.readTree(
                outbox().resolve("failed").resolve(files("failed").get(0)).toFile());
        assertThat(failed.get("attempts").asInt()).isEqualTo(4);
        assertThat(failed.get("error").asText()).contains("127.0.0.1");
    }

    @Test
    void an_attempt_counts_before_it_is_made() throws IOException {
        prepare();
        WebhookDelivery killed = new WebhookDelivery(
                new WebhookOutbox(outbox()),
                new WebhookSigner(secrets),
                (url, headers, body) -> {
                    throw new StackOverflowError("the process ends here");
                },
                (run, seq, type) -> presence.get(),
                name -> Optional.<Mutex.Held>of(() -> {}),
                new WebhookDelivery.Retries(10, Duration.ofSeconds(5)),
                new TestClock());
        try {
            killed.deliverDue(receiver.url());
        } catch (StackOverflowError e) {
            assertThat(e).hasMessage("the process ends here");
        }
        assertThat(waiting().get("attempts").asInt()).isEqualTo(1);
        now.set(START.plusSeconds(5));
        delivery(10).deliverDue(receiver.url());
        assertThat(receiver.received)
                .singleElement()
                .extracting(WebhookReceiver.Received::id)
                .isEqualTo(RUN + "-7");
    }

    @Test
    void an_event_that_has_not_happened_waits_and_one_that_never_did_is_dropped() throws IOException {
        prepare();
        presence.set(LedgerLookup.Presence.PENDING);
        delivery(5).deliverDue(receiver.url());
        assertThat(files("")).hasSize(1);
        presence.set(LedgerLookup.Presence.NEVER);
        delivery(5).deliverDue(receiver.url());
        assertThat(files("")).isEmpty();
        assertThat(receiver.received).isEmpty();
    }

    @Test
    void a_webhook_that_another_process_delivers_is_left_alone() throws IOException {
        prepare();
        locked.add("webhook\n" + files("").get(0));
        delivery(5).deliverDue(receiver.url());
        assertThat(receiver.received).isEmpty();
        locked.clear();
        delivery(5).deliverDue(receiver.url());
        assertThat(receiver.received).hasSize(1);
    }

    @Test
    void damaged_files_do_not_stop_the_others() throws IOException {
        prepare();
        String name = files("").get(0);
        for (String content :
                List.of("", "{", "[]", "{\"body\":1}", "{\"body\":\"x\",\"seq\":1,\"next_at\":\"soon\"}")) {
            Files.writeString(outbox().resolve("a" + content.length() + name), content);
        }
        delivery(5).deliverDue(receiver.url());
        assertThat(receiver.received).hasSize(1);
    }

    @Test
    void without_a_usable_secret_nothing_is_sent_and_no_attempt_is_lost() throws IOException {
        prepare();
        Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-r--r--"));
        delivery(5).deliverDue(receiver.url());
        assertThat(receiver.received).isEmpty();
        assertThat(waiting().get("attempts").asInt()).isZero();
        Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-------"));
        delivery(5).deliverDue(receiver.url());
        assertThat(receiver.received).hasSize(1);
    }

    @Test
    void an_address_in_a_private_network_needs_to_be_allowed() throws IOException {
        StatusClient strict = new StatusClient(
                new StatusClient.Rules(List.of("127.0.0.1"), "runfolio.workflow.webhooks", true), List.of(), 1, 1000);
        prepare();
        new WebhookDelivery(
                        new WebhookOutbox(outbox()),
                        new WebhookSigner(secrets),
                        strict::post,
                        (run, seq, type) -> presence.get(),
                        name -> Optional.<Mutex.Held>of(() -> {}),
                        new WebhookDelivery.Retries(10, Duration.ofSeconds(5)),
                        new TestClock())
                .deliverDue(receiver.url());
        strict.close();
        assertThat(receiver.received).isEmpty();
        assertThat(waiting().get("error").asText()).contains("runfolio.fetch.allow-private-hosts");
    }

    @Test
    void receivers_have_files_of_their_own() throws IOException {
        URI other = URI.create(receiver.url() + "/other");
        new RunWebhooks(outbox(), List.of(receiver.url(), other), SecretMask.standard())
                .prepare(RUN, 9, START, "run.review", JsonNodeFactory.instance.objectNode());
        assertThat(files("")).hasSize(2);
        delivery(5).deliverDue(other);
        assertThat(files("")).hasSize(1);
        delivery(5).deliverDue(receiver.url());
        assertThat(files("")).isEmpty();
    }

    @Test
    void an_event_waits_for_those_of_its_run_before_it_and_for_no_others() throws IOException {
        WebhookOutbox outbox = new WebhookOutbox(outbox());
        for (String run : List.of("first", "second")) {
            for (long seq : List.of(9L, 10L)) {
                outbox.put(OutgoingWebhook.waiting(receiver.url(), run, seq, "type", "{}", START));
            }
        }
        List<String> sent = new ArrayList<>();
        AtomicReference<String> refused = new AtomicReference<>("first-9");
        WebhookDelivery ordered = new WebhookDelivery(
                outbox,
                new DeliveryChannel() {
                    @Override
                    public boolean isReady() {
                        return true;
                    }

                    @Override
                    public StatusAnswer send(OutgoingWebhook event, Instant at) throws IOException {
                        if (event.id().equals(refused.get())) {
                            throw new IOException("The receiver is away.");
                        }
                        sent.add(event.id());
                        return new StatusAnswer(200, new byte[0], Optional.empty());
                    }
                },
                (run, seq, type) -> LedgerLookup.Presence.WRITTEN,
                name -> Optional.<Mutex.Held>of(() -> {}),
                new WebhookDelivery.Retries(10, Duration.ofSeconds(5), Duration.ofMinutes(1), true),
                new TestClock());

        ordered.deliverDue(receiver.url());
        assertThat(sent).containsExactly("second-9", "second-10");
        refused.set("");
        ordered.deliverDue(receiver.url());
        assertThat(sent).containsExactly("second-9", "second-10");
        now.set(START.plusSeconds(5));
        ordered.deliverDue(receiver.url());
        assertThat(sent).containsExactly("second-9", "second-10", "first-9", "first-10");
        assertThat(files("")).isEmpty();
    }
}

package io.runfolio.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.standardwebhooks.Webhook;
import io.runfolio.TestWorkspace;
import io.runfolio.WorkerProcess;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.cli.RunfolioCommand;
import io.runfolio.files.lock.Mutex;
import io.runfolio.hooks.outbox.WebhookOutbox;
import io.runfolio.hooks.outbox.WebhookReceiver;
import io.runfolio.hooks.outbox.WebhookReceiver.Received;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Announcements follow from index and ledgers, so that no kill loses one. */
class AnnouncementsIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private TestWorkspace workspace;
    private WebhookReceiver receiver;
    private List<String> keys;

    @BeforeEach
    void start() throws Exception {
        workspace = new TestWorkspace(folder);
        receiver = new WebhookReceiver(0);
        Path secret = Files.writeString(folder.resolve("secret"), SECRET + "\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        keys = List.of(
                "runfolio.min-free=1MiB",
                "runfolio.announce.webhooks=" + receiver.url(),
                "runfolio.announce.webhook-secret-file=" + secret,
                "runfolio.announce.webhook-delay=1s",
                "runfolio.announce.source=/studio",
                "runfolio.fetch.allow-http=true",
                "runfolio.fetch.allow-private-hosts=127.0.0.1");
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    private Announcements announcements() {
        RunfolioSettings settings = workspace.settings(
                keys.stream().flatMap(key -> Stream.of(key.split("=", 2))).toArray(String[]::new));
        BundleLayout layout = Backends.outputs(settings);
        return new Announcements(
                layout,
                settings.announce(),
                Map.of(),
                () -> {},
                settings.fetch(),
                layout.coordination().eventLocks()::tryHold,
                Clock.systemUTC());
    }

    private void bundle(String name) {
        workspace.drop(name + ".json", TestWorkspace.event(name, "succeeded", "a.png"));
        assertThat(workspace.drain("--set", "runfolio.min-free=1MiB")).isZero();
    }

    private static JsonNode event(Received received) {
        try {
            return JSON.readTree(received.text());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<String> ids() {
        return receiver.received.stream().map(Received::id).distinct().toList();
    }

    @Test
    void a_bundle_and_its_decisions_are_announced_in_order_and_signed() throws Exception {
        workspace.writePicture("a.png", 60, 40, 1);
        bundle("before");
        try (Announcements announcements = announcements()) {
            announcements.start();
            bundle("one");
            JsonNode line = workspace.indexLines().get(1);
            String run = line.get("run_id").asText();
            String artifact = JSON.readTree(
                            workspace.bundleOf("one").resolve("artifacts.json").toFile())
                    .get(0)
                    .get("id")
                    .asText();
            for (String decision : List.of("reject", "reopen", "approve")) {
                assertThat(RunfolioCommand.execute(
                                decision, artifact, "--outputs", workspace.outputs.toString(), "--by", "ada"))
                        .isZero();
            }

            await().atMost(SOON).until(() -> receiver.received.size() == 4);

            assertThat(ids()).containsExactly(run + "-0", run + "-1", run + "-2", run + "-3");
            assertThat(receiver.received.stream().map(AnnouncementsIT::event))
                    .extracting(event -> event.get("type").asText())
                    .containsExactly(
                            "runfolio.bundle.sealed",
                            "runfolio.artifact.decided",
                            "runfolio.artifact.decided",
                            "runfolio.artifact.decided");
            assertThat(receiver.received.stream().skip(1).map(AnnouncementsIT::event))
                    .extracting(event -> event.at("/data/decision").asText())
                    .containsExactly("reject", "reopen", "approve");
            JsonNode sealed = event(receiver.received.get(0));
            assertThat(sealed.get("data")).isEqualTo(line);
            assertThat(List.of(
                            sealed.get("specversion").asText(),
                            sealed.get("source").asText(),
                            sealed.get("id").asText()))
                    .containsExactly("1.0", "/studio", run + "-0");
            for (Received received : receiver.received) {
                assertThat(received.type()).startsWith("application/cloudevents+json");
                new Webhook(SECRET)
                        .verify(
                                received.text(),
                                HttpHeaders.of(
                                        Map.of(
                                                "webhook-id", List.of(received.id()),
                                                "webhook-timestamp", List.of(received.timestamp()),
                                                "webhook-signature", List.of(received.signature())),
                                        (name, value) -> true));
            }
        }
    }

    @Test
    void what_was_sealed_while_nothing_announced_is_announced_later() {
        try (Announcements announcements = announcements()) {
            announcements.start();
        }
        workspace.drop("a.json", TestWorkspace.event("a", "succeeded"));
        assertThat(workspace.drain("--set", "runfolio.min-free=1MiB")).isZero();

        try (Announcements announcements = announcements()) {
            announcements.start();
            await().atMost(SOON).until(() -> receiver.received.size() == 1);
        }
        assertThat(ids())
                .containsExactly(workspace.indexLines().get(0).get("run_id").asText() + "-0");
    }

    @Test
    void a_kill_before_the_position_moves_writes_the_same_announcement_again() throws Exception {
        BundleLayout layout = Backends.outputs(workspace.settings());
        Path place = folder.resolve("announce");
        AnnouncementFeed feed = new AnnouncementFeed(
                layout,
                place,
                new WebhookOutbox(place.resolve("outbox")),
                List.of(URI.create("kafka:announcements")),
                "runfolio",
                name -> Optional.<Mutex.Held>of(() -> {}),
                Clock.fixed(Instant.parse("2026-03-26T21:45:12Z"), java.time.ZoneOffset.UTC));
        feed.begin();
        Path cursor = place.resolve("cursor.json");
        byte[] before = Files.readAllBytes(cursor);
        workspace.drop("a.json", TestWorkspace.event("a", "succeeded"));
        assertThat(workspace.drain("--set", "runfolio.min-free=1MiB")).isZero();
        feed.run();
        byte[] after = Files.readAllBytes(cursor);
        Map<String, String> outbox = outbox(place);
        assertThat(outbox).hasSize(1);

        Files.write(cursor, before);
        feed.run();

        assertThat(outbox(place)).isEqualTo(outbox);
        assertThat(Files.readAllBytes(cursor)).isEqualTo(after);
    }

    private static Map<String, String> outbox(Path place) throws Exception {
        try (Stream<Path> files = Files.list(place.resolve("outbox"))) {
            Map<String, String> contents = new java.util.TreeMap<>();
            for (Path file : files.toList()) {
                contents.put(file.getFileName().toString(), Files.readString(file));
            }
            return contents;
        }
    }

    @Test
    void a_worker_killed_between_seal_and_delivery_costs_no_announcement() {
        receiver.status = 503;
        String[] arguments = Stream.concat(Stream.of("worker"), keys.stream().flatMap(key -> Stream.of("--set", key)))
                .toArray(String[]::new);
        WorkerProcess victim = WorkerProcess.start(workspace, arguments);
        await().atMost(SOON).until(() -> Files.exists(workspace.outputs.resolve(".runfolio/announce/cursor.json")));
        workspace.drop("a.json", TestWorkspace.event("a", "succeeded"));
        await().atMost(SOON).until(() -> workspace.indexLines().size() == 1);
        victim.kill();
        int refused = receiver.received.size();
        receiver.status = 204;

        WorkerProcess successor = WorkerProcess.start(workspace, arguments);
        await().atMost(SOON).until(() -> receiver.received.size() > refused);
        assertThat(successor.stop()).isIn(0, 143);
        assertThat(ids())
                .containsExactly(workspace.indexLines().get(0).get("run_id").asText() + "-0");
    }
}

package io.runfolio.flow.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.TestWorkspace;
import io.runfolio.WorkerHandle;
import io.runfolio.WorkerProcess;
import io.runfolio.coordination.RefusedEvent;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.submission.MessageCounters;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events from a real Kafka server: durable before their offsets are committed, and bundled once each. */
class KafkaIntakeIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    /** Events of the test with a kill. */
    private static final int EVENTS = Boolean.getBoolean("runfolio.long") ? 200 : 60;

    @TempDir
    static Path serverFolder;

    private static KafkaServer server;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        server = KafkaServer.start(serverFolder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static ProducerRecord<byte[], byte[]> record(
            String topic, int partition, String body, String... namesAndValues) {
        ProducerRecord<byte[], byte[]> message = new ProducerRecord<>(
                topic,
                partition,
                ("key-" + partition).getBytes(StandardCharsets.UTF_8),
                body.getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            message.headers().add(namesAndValues[i], namesAndValues[i + 1].getBytes(StandardCharsets.UTF_8));
        }
        return message;
    }

    private static List<String> keys(String topic) {
        return List.of(
                "runfolio.min-free=1MiB",
                "runfolio.intake.kafka.brokers=" + server.address(),
                "runfolio.intake.kafka.topic=" + topic,
                "runfolio.intake.kafka.dead-letters=" + topic + ".dead",
                "runfolio.intake.kafka.group=" + topic);
    }

    private RunfolioSettings settings(TestWorkspace workspace, String topic, String... more) {
        return workspace.settings(
                Stream.concat(keys(topic).stream().flatMap(key -> Stream.of(key.split("=", 2))), Stream.of(more))
                        .toArray(String[]::new));
    }

    private static String header(ConsumerRecord<byte[], byte[]> message, String name) {
        Header header = message.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Test
    void each_form_of_an_event_is_bundled_and_each_refused_one_is_a_dead_letter() throws Exception {
        TestWorkspace workspace = new TestWorkspace(folder);
        server.createTopics("forms");
        String data = "{\"status\":\"succeeded\",\"model_key\":\"m\"}";
        server.send(List.of(
                record("forms", 0, TestWorkspace.event("bare", "succeeded")),
                record("forms", 0, "not json"),
                record("forms", 0, TestWorkspace.event("bare", "failed")),
                record("forms", 0, data, "ce_id", "1"),
                record("forms", 0, " ".repeat(700 << 10)),
                record(
                        "forms",
                        0,
                        data,
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        "b",
                        "ce_source",
                        "kafka",
                        "ce_type",
                        "runfolio.run.completed",
                        "content-type",
                        "application/json"),
                record(
                        "forms",
                        1,
                        "{\"specversion\":\"1.0\",\"id\":\"s\",\"source\":\"kafka\","
                                + "\"type\":\"runfolio.run.completed\",\"data\":" + data + "}",
                        "content-type",
                        "application/cloudevents+json"),
                record("forms", 1, data, "Idempotency-Key", "keyed"),
                record("forms", 1, TestWorkspace.event("bare", "succeeded"))));
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            WorkerHandle worker = WorkerHandle.install(
                    context, settings(workspace, "forms", "runfolio.event.max-bytes", "512KiB"), Clock.systemUTC());
            context.start();
            MessageCounters counters = worker.messages().get(0);
            await().atMost(SOON).until(() -> server.lag("forms", "forms") == 0);
            await().atMost(SOON).until(() -> workspace.bundles().size() == 4 && worker.isIdle());

            assertThat(workspace.bundledEvents()).containsExactlyInAnyOrder("bare", "kafka b", "kafka s", "keyed");
            assertThat(List.of(counters.getAccepted(), counters.getDuplicates(), counters.getRefused()))
                    .containsExactly(4L, 1L, 4L);
        }
        List<ConsumerRecord<byte[], byte[]>> dead = server.read("forms.dead", 4);
        assertThat(dead.stream().map(message -> header(message, "runfolio_refused_code")))
                .containsExactlyInAnyOrder("not_json", "conflict", "event_headers_invalid", "too_large");
        assertThat(dead.stream().map(message -> header(message, "runfolio_refused_from")))
                .allMatch(place -> place.matches("forms/[01]/\\d+"));
        assertThat(dead.stream().map(message -> header(message, "runfolio_refused_reason")))
                .noneMatch(String::isEmpty);
        assertThat(dead.stream().filter(message -> header(message, "ce_id").equals("1")))
                .hasSize(1);
        assertThat(Backends.inbox(workspace.settings()).refusedEvents().stream()
                        .map(RefusedEvent::error)
                        .map(error -> String.valueOf(error.get("code"))))
                .containsExactlyInAnyOrder("not_json", "conflict", "event_headers_invalid", "too_large");
    }

    /** Returns properties with which the partitions of a dead worker are free sooner. */
    private Path shortSession() throws IOException {
        Path file = folder.resolve("client.properties");
        if (Files.notExists(file)) {
            Files.writeString(file, "session.timeout.ms=5000\nheartbeat.interval.ms=1000\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        return file;
    }

    /** Starts a worker that dies at a step. It fails there until the worker ends, and what follows is not reached. */
    private MessageCounters dieAt(String step, RunfolioSettings settings) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            WorkerHandle worker = WorkerHandle.install(context, settings, Clock.systemUTC());
            AdviceWith.adviceWith(context, "runfolio-intake-kafka", false, route -> route.weaveById(step)
                    .replace()
                    .process(exchange -> {
                        throw new IllegalStateException("the worker dies here");
                    }));
            context.getShutdownStrategy().setTimeout(1);
            context.start();
            MessageCounters counters = worker.messages().get(0);
            await().atMost(SOON).until(() -> counters.getRetries() > 0);
            return counters;
        }
    }

    private MessageCounters workUntilCommitted(String topic, RunfolioSettings settings) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            WorkerHandle worker = WorkerHandle.install(context, settings, Clock.systemUTC());
            context.start();
            await().atMost(SOON).until(() -> server.lag(topic, topic) == 0 && worker.isIdle());
            return worker.messages().get(0);
        }
    }

    @Test
    void a_death_between_the_inbox_and_the_commit_makes_a_duplicate() throws Exception {
        TestWorkspace workspace = new TestWorkspace(folder);
        server.createTopics("commit");
        server.send(List.of(record("commit", 0, TestWorkspace.event("one", "succeeded"))));
        RunfolioSettings settings = settings(
                workspace,
                "commit",
                "runfolio.intake.kafka.properties",
                shortSession().toString());

        assertThat(dieAt("intake-kafka-commit", settings).getAccepted()).isEqualTo(1);
        assertThat(server.lag("commit", "commit")).isEqualTo(1);
        MessageCounters next = workUntilCommitted("commit", settings);

        assertThat(List.of(next.getAccepted(), next.getDuplicates())).containsExactly(0L, 1L);
        assertThat(workspace.bundles()).hasSize(1);
    }

    @Test
    void a_death_between_refusal_and_dead_letter_leaves_one_of_each() throws Exception {
        TestWorkspace workspace = new TestWorkspace(folder);
        server.createTopics("refusal");
        server.send(List.of(record("refusal", 0, "not json")));
        RunfolioSettings settings = settings(
                workspace,
                "refusal",
                "runfolio.intake.kafka.properties",
                shortSession().toString());

        assertThat(dieAt("intake-kafka-dead-letter", settings).getRefused()).isEqualTo(1);
        assertThat(server.lag("refusal", "refusal")).isEqualTo(1);
        workUntilCommitted("refusal", settings);

        assertThat(server.read("refusal.dead", 1)).hasSize(1);
        assertThat(Backends.inbox(settings).refusedEvents()).hasSize(1);
    }

    @Test
    void without_an_inbox_nothing_is_committed_and_with_it_all_is_bundled() throws Exception {
        TestWorkspace workspace = new TestWorkspace(folder);
        server.createTopics("vanished");
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            WorkerHandle worker = WorkerHandle.install(context, settings(workspace, "vanished"), Clock.systemUTC());
            context.start();
            MessageCounters counters = worker.messages().get(0);
            Path away = Files.move(workspace.inbox, folder.resolve("away"));
            server.send(List.of(record("vanished", 0, TestWorkspace.event("one", "succeeded"))));

            await().atMost(SOON).until(() -> counters.getRetries() >= 2);
            assertThat(server.lag("vanished", "vanished")).isEqualTo(1);
            assertThat(counters.trouble()).isPresent();
            Files.move(away, workspace.inbox);

            await().atMost(SOON).until(() -> workspace.bundles().size() == 1 && worker.isIdle());
            await().atMost(SOON).until(() -> server.lag("vanished", "vanished") == 0);
            assertThat(counters.trouble()).isEmpty();
        }
    }

    @Test
    void work_goes_on_while_the_server_is_away_and_intake_when_it_is_back() throws Exception {
        TestWorkspace workspace = new TestWorkspace(folder);
        server.createTopics("away");
        server.send(List.of(record("away", 0, TestWorkspace.event("before", "succeeded"))));
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            WorkerHandle worker = WorkerHandle.install(context, settings(workspace, "away"), Clock.systemUTC());
            context.start();
            await().atMost(SOON).until(() -> server.lag("away", "away") == 0);
            server.stop();

            workspace.drop("here.json", TestWorkspace.event("here", "succeeded"));
            await().atMost(SOON).until(() -> workspace.bundles().size() == 2 && worker.isIdle());
            HealthCheck check = HealthCheckRegistry.get(context)
                    .getCheck("runfolio-intake-kafka")
                    .orElseThrow();
            await().atMost(SOON)
                    .until(() -> check.call().getDetails().get("state").equals("degraded"));
            assertThat(check.call().getState()).isEqualTo(HealthCheck.State.UP);

            server.start();
            server.send(List.of(record("away", 1, TestWorkspace.event("after", "succeeded"))));
            await().atMost(SOON).until(() -> workspace.bundles().size() == 3);
            await().atMost(SOON).until(() -> server.lag("away", "away") == 0);
            await().atMost(SOON)
                    .until(() -> check.call().getDetails().get("state").equals("connected"));
        }
    }

    @Test
    void a_worker_killed_in_the_middle_of_the_intake_costs_no_event_and_doubles_none() throws Exception {
        TestWorkspace workspace = new TestWorkspace(folder);
        server.createTopics("killed");
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < EVENTS; i++) {
            keys.add("run-" + i);
            records.add(record("killed", i % 2, TestWorkspace.event("run-" + i, "succeeded")));
            if (i % 10 == 0) {
                records.add(record("killed", 1 - i % 2, TestWorkspace.event("run-" + i, "succeeded")));
            }
        }
        server.send(records);
        String[] arguments = Stream.concat(
                        Stream.of("worker", "--set", "runfolio.intake.kafka.properties=" + shortSession()),
                        keys("killed").stream().flatMap(key -> Stream.of("--set", key)))
                .toArray(String[]::new);

        WorkerProcess victim = WorkerProcess.start(workspace, arguments);
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> workspace.bundles().size() > 5);
        victim.kill();
        long left = server.lag("killed", "killed");
        assertThat(left).as("records that the victim had not committed").isPositive();
        assertThat(workspace.bundles()).hasSizeLessThan(EVENTS);

        WorkerProcess successor = WorkerProcess.start(workspace, arguments);
        await().atMost(SOON).until(() -> server.lag("killed", "killed") == 0);
        await().atMost(SOON)
                .until(() -> workspace.bundles().size() == EVENTS
                        && workspace.indexLines().size() == EVENTS);
        assertThat(successor.stop()).isIn(0, 143);

        assertThat(workspace.bundledEvents()).isEqualTo(keys);
        assertThat(workspace.indexLines()).hasSize(EVENTS);
        // a part of an event that was being written is swept after a minute
        assertThat(workspace.verify().findings())
                .allMatch(finding -> finding.code().equals("temporary_left"));
        assertThat(Map.of("failed", workspace.events(".failed"))).containsEntry("failed", List.of());
    }

    @Test
    void sealed_bundles_are_announced_on_a_topic_with_their_run_as_key() throws Exception {
        TestWorkspace workspace = new TestWorkspace(folder);
        server.createTopics("announced");
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            WorkerHandle.install(
                    context,
                    workspace.settings(
                            "runfolio.min-free",
                            "1MiB",
                            "runfolio.announce.kafka.brokers",
                            server.address(),
                            "runfolio.announce.kafka.topic",
                            "announced"),
                    Clock.systemUTC());
            context.start();
            workspace.drop("a.json", TestWorkspace.event("a", "succeeded"));
            workspace.drop("b.json", TestWorkspace.event("b", "failed"));

            List<ConsumerRecord<byte[], byte[]>> announced = server.read("announced", 2);

            Map<String, String> lines = workspace.indexLines().stream()
                    .collect(Collectors.toMap(line -> line.get("run_id").asText(), Object::toString));
            assertThat(announced).hasSize(2).allMatch(message -> header(message, "content-type")
                    .startsWith("application/cloudevents+json"));
            for (ConsumerRecord<byte[], byte[]> message : announced) {
                JsonNode event = new ObjectMapper().readTree(message.value());
                String run = new String(message.key(), StandardCharsets.UTF_8);
                assertThat(event.get("type").asText()).isEqualTo("runfolio.bundle.sealed");
                assertThat(event.get("subject").asText()).isEqualTo(run);
                assertThat(event.get("data")).hasToString(lines.get(run));
            }
            assertThat(announced.stream().map(message -> new String(message.key(), StandardCharsets.UTF_8)))
                    .containsExactlyInAnyOrderElementsOf(lines.keySet());
        }
    }
}

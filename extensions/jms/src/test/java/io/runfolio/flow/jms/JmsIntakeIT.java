package io.runfolio.flow.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.TestWorkspace;
import io.runfolio.WorkerHandle;
import io.runfolio.WorkerProcess;
import io.runfolio.coordination.RefusedEvent;
import io.runfolio.flow.jms.ArtemisServer.Writer;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.submission.MessageCounters;
import io.runfolio.wiring.Backends;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events from a real Artemis server, by its own protocol and by AMQP 1.0. */
class JmsIntakeIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    /** Events of the test with a kill. */
    private static final int EVENTS = Boolean.getBoolean("runfolio.long") ? 200 : 60;

    private static final String DATA = "{\"status\":\"succeeded\",\"model_key\":\"m\"}";

    @TempDir
    static Path serverFolder;

    private static ArtemisServer server;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        server = new ArtemisServer(serverFolder);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static Writer text(String body, String... namesAndValues) {
        return session -> with(session.createTextMessage(body), namesAndValues);
    }

    private static Writer bytes(byte[] body, String... namesAndValues) {
        return session -> {
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(body);
            return with(message, namesAndValues);
        };
    }

    private static Message with(Message message, String... namesAndValues) throws JMSException {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            message.setStringProperty(namesAndValues[i], namesAndValues[i + 1]);
        }
        return message;
    }

    private static List<String> keys(String broker, String queue) {
        return List.of(
                "runfolio.min-free=1MiB",
                "runfolio.intake." + broker + ".url=" + (broker.equals("jms") ? server.jmsUrl() : server.amqpUrl()),
                "runfolio.intake." + broker + ".queue=" + queue,
                "runfolio.intake." + broker + ".dead-letters=" + queue + ".dead");
    }

    private static RunfolioSettings settings(TestWorkspace workspace, List<String> keys) {
        return workspace.settings(
                keys.stream().flatMap(key -> Stream.of(key.split("=", 2))).toArray(String[]::new));
    }

    @Test
    void each_form_of_an_event_is_bundled_and_each_refused_one_is_a_dead_letter() throws Exception {
        TestWorkspace workspace = new TestWorkspace(folder);
        server.send(
                "forms",
                List.of(
                        text(TestWorkspace.event("bare", "succeeded")),
                        text("not json"),
                        text(TestWorkspace.event("bare", "failed")),
                        bytes(DATA.getBytes(StandardCharsets.UTF_8), "ce_id", "1"),
                        bytes(new byte[700 << 10]),
                        bytes(
                                DATA.getBytes(StandardCharsets.UTF_8),
                                "cloudEvents_specversion",
                                "1.0",
                                "cloudEvents_id",
                                "b",
                                "cloudEvents_source",
                                "jms",
                                "cloudEvents_type",
                                "runfolio.run.completed"),
                        text(
                                "{\"specversion\":\"1.0\",\"id\":\"s\",\"source\":\"jms\",\"type\":"
                                        + "\"runfolio.run.completed\",\"data\":" + DATA + "}",
                                "contentType",
                                "application/cloudevents+json"),
                        text(DATA, "idempotency_key", "keyed"),
                        text(TestWorkspace.event("bare", "succeeded"))));
        List<String> keys = new ArrayList<>(keys("jms", "forms"));
        keys.add("runfolio.event.max-bytes=512KiB");
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            WorkerHandle worker = WorkerHandle.install(context, settings(workspace, keys), Clock.systemUTC());
            context.start();
            MessageCounters counters = worker.messages().get(0);
            await().atMost(SOON).until(() -> server.messages("forms") == 0);
            await().atMost(SOON).until(() -> workspace.bundles().size() == 4 && worker.isIdle());

            assertThat(workspace.bundledEvents()).containsExactlyInAnyOrder("bare", "jms b", "jms s", "keyed");
            assertThat(List.of(counters.getAccepted(), counters.getDuplicates(), counters.getRefused()))
                    .containsExactly(4L, 1L, 4L);
        }
        List<Message> dead = server.take("forms.dead", 3);
        assertThat(dead.stream().map(message -> property(message, "runfolio_refused_code")))
                .containsExactlyInAnyOrder("not_json", "conflict", "event_headers_invalid");
        assertThat(dead.stream().map(message -> property(message, "runfolio_refused_reason")))
                .noneMatch(String::isEmpty);
        assertThat(dead.stream().map(JmsIntakeIT::body)).contains("not json", DATA);
        List<Message> left = server.take(ArtemisServer.BROKER_DEAD_LETTERS, 1);
        assertThat(left).hasSize(1);
        assertThat(((BytesMessage) left.get(0)).getBodyLength()).isEqualTo(700 << 10);
        assertThat(Backends.inbox(workspace.settings()).refusedEvents().stream()
                        .map(RefusedEvent::error)
                        .map(error -> String.valueOf(error.get("code"))))
                .containsExactlyInAnyOrder("not_json", "conflict", "event_headers_invalid", "too_large");
    }

    private static String property(Message message, String name) {
        try {
            String value = message.getStringProperty(name);
            return value == null ? "" : value;
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String body(Message message) {
        try {
            BytesMessage bytes = (BytesMessage) message;
            byte[] body = new byte[(int) bytes.getBodyLength()];
            bytes.readBytes(body);
            return new String(body, StandardCharsets.UTF_8);
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void events_come_by_amqp_too_and_refused_ones_are_dead_letters() throws Exception {
        TestWorkspace workspace = new TestWorkspace(folder);
        try (JMSContext sender = new JmsConnectionFactory(server.amqpUrl()).createContext(Session.AUTO_ACKNOWLEDGE)) {
            var producer = sender.createProducer();
            var queue = sender.createQueue("amqp");
            producer.send(queue, sender.createTextMessage(TestWorkspace.event("bare", "succeeded")));
            BytesMessage binary = sender.createBytesMessage();
            binary.writeBytes(DATA.getBytes(StandardCharsets.UTF_8));
            producer.send(
                    queue,
                    with(
                            binary,
                            "cloudEvents_specversion",
                            "1.0",
                            "cloudEvents_id",
                            "b",
                            "cloudEvents_source",
                            "amqp",
                            "cloudEvents_type",
                            "runfolio.run.completed"));
            producer.send(queue, sender.createTextMessage("not json"));
        }
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            WorkerHandle worker =
                    WorkerHandle.install(context, settings(workspace, keys("amqp", "amqp")), Clock.systemUTC());
            context.start();
            await().atMost(SOON).until(() -> server.messages("amqp") == 0);
            await().atMost(SOON).until(() -> workspace.bundles().size() == 2 && worker.isIdle());
        }
        assertThat(workspace.bundledEvents()).containsExactlyInAnyOrder("bare", "amqp b");
        assertThat(property(server.take("amqp.dead", 1).get(0), "runfolio_refused_code"))
                .isEqualTo("not_json");
    }

    @Test
    void without_an_inbox_nothing_is_acknowledged_and_with_it_all_is_bundled() throws Exception {
        TestWorkspace workspace = new TestWorkspace(folder);
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            WorkerHandle worker =
                    WorkerHandle.install(context, settings(workspace, keys("jms", "vanished")), Clock.systemUTC());
            context.start();
            MessageCounters counters = worker.messages().get(0);
            Path away = Files.move(workspace.inbox, folder.resolve("away"));
            server.send("vanished", List.of(text(TestWorkspace.event("one", "succeeded"))));

            await().atMost(SOON).until(() -> counters.getRetries() >= 2);
            assertThat(server.messages("vanished")).isEqualTo(1);
            Files.move(away, workspace.inbox);

            await().atMost(SOON).until(() -> workspace.bundles().size() == 1 && worker.isIdle());
            await().atMost(SOON).until(() -> server.messages("vanished") == 0);
        }
    }

    @Test
    void work_and_announcements_go_on_when_a_server_that_was_away_is_back() throws Exception {
        TestWorkspace workspace = new TestWorkspace(folder);
        List<String> keys = new ArrayList<>(keys("jms", "away"));
        keys.add("runfolio.announce.jms.url=" + server.jmsUrl());
        keys.add("runfolio.announce.jms.topic=announced");
        server.send("away", List.of(text(TestWorkspace.event("before", "succeeded"))));
        try (DefaultCamelContext context = new DefaultCamelContext();
                ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(
                        server.jmsUrl() + "?reconnectAttempts=-1&retryInterval=200&consumerWindowSize=0");
                JMSContext receiver = factory.createContext(Session.AUTO_ACKNOWLEDGE)) {
            receiver.setClientID("studio");
            var subscription = receiver.createDurableConsumer(receiver.createTopic("announced"), "announcements");
            WorkerHandle worker = WorkerHandle.install(context, settings(workspace, keys), Clock.systemUTC());
            context.start();
            await().atMost(SOON)
                    .until(() ->
                            server.messages("away") == 0 && workspace.bundles().size() == 1);
            server.stop();

            workspace.drop("here.json", TestWorkspace.event("here", "succeeded"));
            await().atMost(SOON).until(() -> workspace.bundles().size() == 2 && worker.isIdle());
            HealthCheck check = HealthCheckRegistry.get(context)
                    .getCheck("runfolio-intake-jms")
                    .orElseThrow();
            await().atMost(SOON)
                    .until(() -> check.call().getDetails().get("state").equals("degraded"));
            assertThat(check.call().getState()).isEqualTo(HealthCheck.State.UP);

            server.start();
            server.send("away", List.of(text(TestWorkspace.event("after", "succeeded"))));
            await().atMost(SOON).until(() -> workspace.bundles().size() == 3);
            await().atMost(SOON)
                    .until(() -> check.call().getDetails().get("state").equals("connected"));
            Set<String> announced = new HashSet<>();
            await().atMost(SOON).until(() -> {
                TextMessage message = (TextMessage) subscription.receive(500);
                if (message != null) {
                    JsonNode event = new ObjectMapper().readTree(message.getText());
                    assertThat(event.get("subject").asText()).isEqualTo(message.getStringProperty("JMSXGroupID"));
                    announced.add(event.get("id").asText());
                }
                return announced.size() == 3;
            });
            assertThat(announced)
                    .isEqualTo(workspace.indexLines().stream()
                            .map(line -> line.get("run_id").asText() + "-0")
                            .collect(Collectors.toSet()));
        }
    }

    @Test
    void a_worker_killed_in_the_middle_of_the_intake_costs_no_event_and_doubles_none() throws Exception {
        TestWorkspace workspace = new TestWorkspace(folder);
        List<Writer> messages = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < EVENTS; i++) {
            ids.add("run-" + i);
            messages.add(text(TestWorkspace.event("run-" + i, "succeeded")));
            if (i % 10 == 0) {
                messages.add(text(TestWorkspace.event("run-" + i, "succeeded")));
            }
        }
        server.send("killed", messages);
        String[] arguments = Stream.concat(
                        Stream.of("worker"), keys("jms", "killed").stream().flatMap(key -> Stream.of("--set", key)))
                .toArray(String[]::new);

        WorkerProcess victim = WorkerProcess.start(workspace, arguments);
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> workspace.bundles().size() > 5);
        victim.kill();
        assertThat(server.messages("killed"))
                .as("messages that the victim had not acknowledged")
                .isPositive();
        assertThat(workspace.bundles()).hasSizeLessThan(EVENTS);

        WorkerProcess successor = WorkerProcess.start(workspace, arguments);
        await().atMost(SOON).until(() -> server.messages("killed") == 0);
        await().atMost(SOON)
                .until(() -> workspace.bundles().size() == EVENTS
                        && workspace.indexLines().size() == EVENTS);
        assertThat(successor.stop()).isIn(0, 143);

        assertThat(workspace.bundledEvents()).isEqualTo(ids);
        // a part of an event that was being written is swept after a minute
        assertThat(workspace.verify().findings())
                .allMatch(finding -> finding.code().equals("temporary_left"));
        assertThat(workspace.events(".failed")).isEmpty();
    }
}

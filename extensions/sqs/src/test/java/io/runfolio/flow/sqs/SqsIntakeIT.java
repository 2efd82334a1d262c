package io.runfolio.flow.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.PatientAwaitility;
import io.runfolio.TestWorkspace;
import io.runfolio.WorkerHandle;
import io.runfolio.WorkerProcess;
import io.runfolio.coordination.EventLocks;
import io.runfolio.coordination.RefusedEvent;
import io.runfolio.files.lock.Mutex;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.store.s3.TestAuthority;
import io.runfolio.submission.MessageCounters;
import io.runfolio.wiring.Backends;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** Events from a real server of SQS: durable before their messages are deleted, and bundled once each. */
@ExtendWith(PatientAwaitility.class)
class SqsIntakeIT {
    private static final String DATA = "{\"status\":\"succeeded\",\"model_key\":\"m\"}";
    private static final String CODE = "runfolio_refused_code";
    private static final String REASON = "runfolio_refused_reason";

    @TempDir
    static Path serverFolder;

    private static SqsServer server;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        server = SqsServer.start(serverFolder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static RunfolioSettings settings(TestWorkspace workspace, String queue, String... more) {
        return workspace.settings(Stream.concat(server.settings(queue).stream(), Stream.of(more))
                .flatMap(key -> Stream.of(key.split("=", 2)))
                .toArray(String[]::new));
    }

    private static List<String> refusedCodes(TestWorkspace workspace) {
        return Backends.inbox(workspace.settings()).refusedEvents().stream()
                .map(RefusedEvent::error)
                .map(error -> String.valueOf(error.get("code")))
                .toList();
    }

    private static String published(String message, String... namesAndValues) throws JsonProcessingException {
        Map<String, Object> attributes = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            attributes.put(namesAndValues[i], Map.of("Type", "String", "Value", namesAndValues[i + 1]));
        }
        return new ObjectMapper()
                .writeValueAsString(Map.of(
                        "Type",
                        "Notification",
                        "MessageId",
                        "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
                        "TopicArn",
                        "arn:aws:sns:us-west-2:123456789012:MyTopic",
                        "Message",
                        message,
                        "MessageAttributes",
                        attributes));
    }

    @Test
    void each_form_of_an_event_is_bundled_and_each_refused_one_is_a_dead_letter() throws Exception {
        TestWorkspace workspace = new TestWorkspace(folder);
        server.createQueues("forms");
        String[] binary = {
            "ce-specversion", "1.0", "ce-id", "b", "ce-source", "sqs", "ce-type", "runfolio.run.completed"
        };
        server.send("forms", TestWorkspace.event("bare", "succeeded"));
        server.send("forms", "not json");
        server.send("forms", TestWorkspace.event("bare", "failed"));
        server.send("forms", DATA, "ce-id", "1");
        server.send("forms", " ".repeat(200 << 10) + "{}");
        server.send("forms", DATA, binary);
        server.send(
                "forms",
                "{\"specversion\":\"1.0\",\"id\":\"s\",\"source\":\"sqs\",\"type\":\"runfolio.run.completed\","
                        + "\"data\":" + DATA + "}",
                "content-type",
                "application/cloudevents+json");
        server.send("forms", DATA, "Idempotency-Key", "keyed");
        server.send("forms", published(TestWorkspace.event("published", "succeeded")));
        server.send("forms", published(DATA, "idempotency-key", "published-key"));
        server.send("forms", published("hello").replace("Notification", "SubscriptionConfirmation"));
        server.send("forms", TestWorkspace.event("bare", "succeeded"));
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            WorkerHandle worker = WorkerHandle.install(
                    context, settings(workspace, "forms", "runfolio.event.max-bytes=128KiB"), Clock.systemUTC());
            context.start();
            MessageCounters counters = worker.messages().get(0);
            await().until(() -> server.isEmpty("forms"));
            await().until(() -> workspace.bundles().size() == 6 && worker.isIdle());

            assertThat(workspace.bundledEvents())
                    .containsExactlyInAnyOrder("bare", "sqs b", "sqs s", "keyed", "published", "published-key");
            assertThat(List.of(counters.getAccepted(), counters.getDuplicates(), counters.getRefused()))
                    .containsExactly(6L, 1L, 5L);
        }
        String[] codes = {"not_json", "conflict", "event_headers_invalid", "too_large", "sns_confirmation"};
        List<Message> dead = server.take("forms-dead", 5);
        assertThat(dead.stream().map(message -> SqsServer.attribute(message, CODE)))
                .containsExactlyInAnyOrder(codes);
        assertThat(dead.stream().map(message -> SqsServer.attribute(message, REASON)))
                .noneMatch(String::isEmpty);
        assertThat(dead.stream().map(message -> SqsServer.attribute(message, "runfolio_refused_from")))
                .allMatch(place -> place.matches("forms/[0-9a-f-]{36}"));
        assertThat(dead.stream().map(Message::body)).contains("not json", DATA);
        assertThat(dead.stream()
                        .filter(message -> SqsServer.attribute(message, "ce-id").equals("1")))
                .hasSize(1);
        assertThat(refusedCodes(workspace)).containsExactlyInAnyOrder(codes);
    }

    @Test
    void a_dead_letter_has_the_reason_also_if_the_message_has_all_attributes() {
        TestWorkspace workspace = new TestWorkspace(folder);
        server.createQueues("full");
        List<String> attributes = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            attributes.addAll(List.of("attribute-" + i, "value"));
        }
        attributes.addAll(List.of("ce-id", "1"));
        server.send("full", DATA, attributes.toArray(String[]::new));

        work(workspace, "full");

        Message dead = server.take("full-dead", 1).get(0);
        assertThat(SqsServer.attribute(dead, CODE)).isEqualTo("event_headers_invalid");
        assertThat(SqsServer.attribute(dead, "ce-id")).isEqualTo("1");
        assertThat(dead.messageAttributes()).hasSize(10);
    }

    /** Runs a worker until the queue is empty and all is bundled; returns its counters. */
    private static MessageCounters work(TestWorkspace workspace, String queue, String... more) {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            WorkerHandle worker = WorkerHandle.install(context, settings(workspace, queue, more), Clock.systemUTC());
            context.start();
            await().until(() -> server.isEmpty(queue) && worker.isIdle());
            return worker.messages().get(0);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_worker_killed_between_the_inbox_and_the_deletion_makes_one_bundle() {
        TestWorkspace workspace = new TestWorkspace(folder);
        server.createQueues("killed");
        server.send("killed", TestWorkspace.event("one", "succeeded"));
        server.proxy().withhold("DeleteMessage");
        int before = server.proxy().requests("DeleteMessage");
        String[] arguments = Stream.concat(
                        Stream.of("worker", "--set", "runfolio.intake.sqs.visibility-timeout=5s"),
                        server.settings("killed").stream().flatMap(key -> Stream.of("--set", key)))
                .toArray(String[]::new);

        WorkerProcess victim = WorkerProcess.start(workspace, arguments);
        await().until(() -> server.proxy().requests("DeleteMessage") > before);
        victim.kill();
        server.proxy().pass("DeleteMessage");
        assertThat(server.isEmpty("killed")).isFalse();
        MessageCounters next = work(workspace, "killed");

        assertThat(List.of(next.getAccepted(), next.getDuplicates())).containsExactly(0L, 1L);
        assertThat(workspace.bundledEvents()).containsExactly("one");
        assertThat(workspace.indexLines()).hasSize(1);
    }

    @Test
    void a_message_is_not_delivered_again_while_its_event_becomes_durable_slowly() throws Exception {
        TestWorkspace workspace = new TestWorkspace(folder);
        server.createQueues("slow");
        RunfolioSettings settings = settings(workspace, "slow", "runfolio.intake.sqs.visibility-timeout=5s");
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            WorkerHandle worker = WorkerHandle.install(context, settings, Clock.systemUTC());
            context.start();
            EventLocks locks = Backends.outputs(settings).coordination().eventLocks();
            try (Mutex.Held held = locks.hold("accept one")) {
                server.send("slow", TestWorkspace.event("one", "succeeded"));
                await().until(() -> server.inFlight("slow") == 1);
                // each is a third of the timeout after the one before
                int extended = server.proxy().requests("ChangeMessageVisibilityBatch");
                await().until(() -> server.proxy().requests("ChangeMessageVisibilityBatch") > extended + 3);
                assertThat(List.of(server.inFlight("slow"), server.visible("slow")))
                        .containsExactly(1, 0);
                assertThat(workspace.events(".")).isEmpty();
            }

            await().until(() -> server.isEmpty("slow") && worker.isIdle());
            MessageCounters counters = worker.messages().get(0);
            assertThat(List.of(counters.getAccepted(), counters.getDuplicates(), counters.getRetries()))
                    .containsExactly(1L, 0L, 0L);
        }
    }

    /** Moves the inbox away while a worker has messages whose events are not durable yet. */
    private Path takeInboxAway(TestWorkspace workspace, RunfolioSettings settings, String queue) throws Exception {
        EventLocks locks = Backends.outputs(settings).coordination().eventLocks();
        try (Mutex.Held one = locks.hold("accept one");
                Mutex.Held two = locks.hold("accept two")) {
            server.send(queue, TestWorkspace.event("one", "succeeded"));
            server.send(queue, TestWorkspace.event("two", "succeeded"));
            await().until(() -> server.inFlight(queue) > 0);
            return Files.move(workspace.inbox, folder.resolve("away"));
        }
    }

    @Test
    void without_an_inbox_messages_stay_in_the_queue_and_with_it_all_is_bundled() throws Exception {
        TestWorkspace workspace = new TestWorkspace(folder);
        server.createQueues("vanished");
        RunfolioSettings settings = settings(workspace, "vanished");
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            WorkerHandle worker = WorkerHandle.install(context, settings, Clock.systemUTC());
            context.start();
            MessageCounters counters = worker.messages().get(0);
            Path away = takeInboxAway(workspace, settings, "vanished");

            await().until(() -> counters.getRetries() > 0);
            await().until(() -> server.inFlight("vanished") == 1 && server.visible("vanished") == 1);
            assertThat(server.isEmpty("vanished-dead")).isTrue();
            assertThat(counters.trouble()).isPresent();
            Files.move(away, workspace.inbox);

            await().until(() -> server.isEmpty("vanished"));
            await().until(() -> workspace.bundles().size() == 2 && worker.isIdle());
            assertThat(List.of(counters.getAccepted(), counters.getDuplicates()))
                    .containsExactly(2L, 0L);
            assertThat(counters.trouble()).isEmpty();
        }
    }

    @Test
    void work_goes_on_while_the_server_is_away_and_intake_when_it_is_back() throws Exception {
        TestWorkspace workspace = new TestWorkspace(folder);
        server.createQueues("away");
        server.send("away", TestWorkspace.event("before", "succeeded"));
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            WorkerHandle worker = WorkerHandle.install(context, settings(workspace, "away"), Clock.systemUTC());
            context.start();
            await().until(() -> server.isEmpty("away"));
            server.proxy().setDown(true);

            workspace.drop("here.json", TestWorkspace.event("here", "succeeded"));
            await().until(() -> workspace.bundles().size() == 2 && worker.isIdle());
            HealthCheck check = HealthCheckRegistry.get(context)
                    .getCheck("runfolio-intake-sqs")
                    .orElseThrow();
            await().until(() -> check.call().getDetails().get("state").equals("degraded"));
            assertThat(check.call().getState()).isEqualTo(HealthCheck.State.UP);
            assertThat(check.call().getDetails().get("reason")).asString().contains("503");

            server.proxy().setDown(false);
            server.send("away", TestWorkspace.event("after", "succeeded"));
            await().until(() -> workspace.bundles().size() == 3);
            await().until(() -> check.call().getDetails().get("state").equals("connected"));
        } finally {
            server.proxy().setDown(false);
        }
    }

    @Test
    void a_worker_that_stops_gives_back_the_messages_that_it_has_not_taken_in() throws Exception {
        TestWorkspace workspace = new TestWorkspace(folder);
        server.createQueues("stopped");
        RunfolioSettings settings = settings(workspace, "stopped");
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            WorkerHandle worker = WorkerHandle.install(context, settings, Clock.systemUTC());
            context.start();
            takeInboxAway(workspace, settings, "stopped");
            await().until(() -> worker.messages().get(0).getRetries() > 0);
            await().until(() -> server.inFlight("stopped") == 1);
            context.getShutdownStrategy().setTimeout(1);
        }

        // the timeout of a minute has not passed
        await().until(() -> server.visible("stopped") == 2);
    }

    @Test
    void a_server_with_an_authority_of_its_own_is_trusted_by_its_file_alone() throws Exception {
        TestWorkspace workspace = new TestWorkspace(folder);
        TestAuthority authority = TestAuthority.create(folder.resolve("authority"));
        server.createQueues("trusted");
        server.send("trusted", TestWorkspace.event("one", "succeeded"));
        try (SqsProxy proxy = SqsProxy.withTls(server.address(), authority)) {
            String endpoint = "runfolio.intake.sqs.endpoint=" + proxy.address();
            try (DefaultCamelContext context = new DefaultCamelContext()) {
                WorkerHandle.install(context, settings(workspace, "trusted", endpoint), Clock.systemUTC());
                context.start();
                HealthCheck check = HealthCheckRegistry.get(context)
                        .getCheck("runfolio-intake-sqs")
                        .orElseThrow();
                await().until(() -> String.valueOf(check.call().getDetails().get("reason"))
                        .contains("set runfolio.intake.sqs.ca-file"));
            }
            assertThat(proxy.requests("ReceiveMessage")).isZero();

            work(workspace, "trusted", endpoint, "runfolio.intake.sqs.ca-file=" + authority.certificate());
        }
        assertThat(workspace.bundledEvents()).containsExactly("one");
    }

    @Test
    void a_fifo_queue_keeps_the_order_of_a_group_and_dead_letters_stay_in_it() {
        TestWorkspace workspace = new TestWorkspace(folder);
        server.createQueues("ordered.fifo");
        server.sendInGroup("ordered.fifo", "a", "1", TestWorkspace.event("one", "succeeded"));
        server.sendInGroup("ordered.fifo", "a", "2", TestWorkspace.event("one", "failed"));
        server.sendInGroup("ordered.fifo", "b", "3", TestWorkspace.event("two", "succeeded"));
        server.sendInGroup("ordered.fifo", "a", "4", "not json");
        server.sendInGroup("ordered.fifo", "a", "5", TestWorkspace.event("one", "succeeded"));

        MessageCounters counters = work(workspace, "ordered.fifo");

        assertThat(workspace.bundledEvents()).containsExactlyInAnyOrder("one", "two");
        assertThat(List.of(counters.getAccepted(), counters.getDuplicates(), counters.getRefused()))
                .containsExactly(2L, 1L, 2L);
        List<Message> dead = server.take("ordered-dead.fifo", 2);
        assertThat(dead.stream().map(message -> SqsServer.attribute(message, CODE)))
                .containsExactly("conflict", "not_json");
        assertThat(dead.stream().map(message -> message.attributes().get(MessageSystemAttributeName.MESSAGE_GROUP_ID)))
                .containsOnly("a");
    }
}

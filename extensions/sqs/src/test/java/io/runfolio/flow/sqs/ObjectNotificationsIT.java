package io.runfolio.flow.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.PatientAwaitility;
import io.runfolio.TestWorkspace;
import io.runfolio.WorkerHandle;
import io.runfolio.coordination.RefusedEvent;
import io.runfolio.files.lock.Mutex;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.store.object.ObjectContent;
import io.runfolio.store.object.ObjectStore;
import io.runfolio.store.s3.S3Server;
import io.runfolio.submission.MessageCounters;
import io.runfolio.wiring.Backends;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.model.Message;

/** Notifications of a bucket in a queue: each new object is an event, read from a real server of S3. */
@ExtendWith(PatientAwaitility.class)
class ObjectNotificationsIT {
    private static final String PUT = "ObjectCreated:Put";

    @TempDir
    static Path serverFolder;

    private static SqsServer queues;
    private static S3Server buckets;
    private static ObjectStore objects;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        buckets = S3Server.s3mock(Files.createDirectories(serverFolder.resolve("s3")));
        queues = SqsServer.start(Files.createDirectories(serverFolder.resolve("sqs")));
        buckets.awaitReady();
        objects = buckets.open("events");
    }

    @AfterAll
    static void stop() {
        objects.close();
        queues.close();
        buckets.close();
    }

    private static void put(String key, String document) {
        objects.put(key, ObjectContent.of(document.getBytes(StandardCharsets.UTF_8)));
    }

    private static Map<String, Object> record(String name, String bucket, String encodedKey, String sequencer) {
        return Map.of(
                "eventVersion",
                "2.3",
                "eventSource",
                "aws:s3",
                "eventName",
                name,
                "s3",
                Map.of(
                        "bucket",
                        Map.of("name", bucket),
                        "object",
                        Map.of("key", encodedKey, "size", 1024, "sequencer", sequencer)));
    }

    private static String notification(String name, String bucket, String encodedKey, String sequencer)
            throws JsonProcessingException {
        return new ObjectMapper()
                .writeValueAsString(Map.of("Records", List.of(record(name, bucket, encodedKey, sequencer))));
    }

    private static MessageCounters work(TestWorkspace workspace, String queue) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            WorkerHandle worker = WorkerHandle.install(context, settings(workspace, queue), Clock.systemUTC());
            context.start();
            await().until(() -> queues.isEmpty(queue) && worker.isIdle());
            return worker.messages().get(0);
        }
    }

    private static RunfolioSettings settings(TestWorkspace workspace, String queue, String... more) {
        List<String> keys = new ArrayList<>(
                List.of("runfolio.intake.sqs.buckets", "s3://media/events", "runfolio.event.max-bytes", "64KiB"));
        Stream.concat(queues.settings(queue).stream(), Stream.of(more))
                .forEach(key -> keys.addAll(List.of(key.split("=", 2))));
        buckets.settings().forEach((key, value) -> keys.addAll(List.of(key, value)));
        return workspace.settings(keys.toArray(String[]::new));
    }

    @Test
    void each_new_object_is_an_event_once_whatever_comes_twice_late_or_from_elsewhere() throws Exception {
        TestWorkspace workspace = new TestWorkspace(folder);
        queues.createQueues("objects");
        put("one.json", TestWorkspace.event("one", "succeeded"));
        put("a b+ü.json", TestWorkspace.event("encoded", "succeeded"));
        put("published.json", TestWorkspace.event("published", "succeeded"));
        put("picture.png", TestWorkspace.event("picture", "succeeded"));
        String one = notification(PUT, "media", "events/one.json", "0055AED6DCD90281E5");
        queues.send("objects", "{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\",\"Bucket\":\"media\"}");
        queues.send("objects", one);
        queues.send("objects", one);
        queues.send("objects", notification(PUT, "media", "events/one.json", "0055AED6DCD90281E4"));
        queues.send("objects", notification("ObjectRemoved:Delete", "media", "events/one.json", "0055AED6DCD90281E6"));
        queues.send("objects", notification("ObjectCreated:Copy", "media", "events/a+b%2B%C3%BC.json", "01"));
        queues.send("objects", notification(PUT, "media", "events/picture.png", "01"));
        queues.send("objects", notification(PUT, "media", "elsewhere/one.json", "01"));
        queues.send("objects", notification(PUT, "foreign", "events/one.json", "01"));
        queues.send(
                "objects",
                new ObjectMapper()
                        .writeValueAsString(Map.of(
                                "Type",
                                "Notification",
                                "TopicArn",
                                "arn:aws:sns:us-east-1:1:t",
                                "Message",
                                notification(PUT, "media", "events/published.json", "01"))));

        MessageCounters counters = work(workspace, "objects");

        assertThat(workspace.bundledEvents()).containsExactlyInAnyOrder("one", "encoded", "published");
        assertThat(List.of(
                        counters.getAccepted(), counters.getDuplicates(), counters.getRefused(), counters.getIgnored()))
                .containsExactly(3L, 0L, 1L, 6L);
        Message dead = queues.take("objects-dead", 1).get(0);
        assertThat(SqsServer.attribute(dead, "runfolio_refused_code")).isEqualTo("bucket_not_allowed");
        assertThat(SqsServer.attribute(dead, "runfolio_refused_reason"))
                .contains("foreign")
                .contains("runfolio.intake.sqs.buckets");

        // other content now: if an older notification were followed, it would be bundled
        put("one.json", TestWorkspace.event("replaced", "succeeded"));
        queues.send("objects", notification(PUT, "media", "events/one.json", "0055aed6dcd90281"));
        MessageCounters restarted = work(workspace, "objects");
        assertThat(List.of(restarted.getAccepted(), restarted.getIgnored())).containsExactly(0L, 1L);

        queues.send("objects", notification(PUT, "media", "events/one.json", "0055aed6dcd90281e5f"));
        assertThat(work(workspace, "objects").getAccepted()).isEqualTo(1);
        assertThat(workspace.bundledEvents()).containsExactlyInAnyOrder("one", "encoded", "published", "replaced");
    }

    @Test
    void an_object_that_can_never_be_an_event_is_refused_and_those_beside_it_are_taken_in() throws Exception {
        TestWorkspace workspace = new TestWorkspace(folder);
        queues.createQueues("refused");
        put("broken.json", "not json");
        put("large.json", " ".repeat(70 << 10) + TestWorkspace.event("large", "succeeded"));
        put("good.json", TestWorkspace.event("good", "succeeded"));
        List<Map<String, Object>> records = List.of(
                record(PUT, "media", "events/broken.json", "01"),
                record(PUT, "media", "events/large.json", "01"),
                record(PUT, "media", "events/missing.json", "01"),
                record(PUT, "media", "events/good.json", "01"));
        queues.send("refused", new ObjectMapper().writeValueAsString(Map.of("Records", records)));

        MessageCounters counters = work(workspace, "refused");

        assertThat(workspace.bundledEvents()).containsExactly("good");
        assertThat(List.of(counters.getAccepted(), counters.getRefused())).containsExactly(1L, 3L);
        assertThat(SqsServer.attribute(queues.take("refused-dead", 1).get(0), "runfolio_refused_code"))
                .isEqualTo("not_json");
        List<RefusedEvent> refused = Backends.inbox(workspace.settings()).refusedEvents();
        assertThat(refused.stream().map(RefusedEvent::error).map(error -> String.valueOf(error.get("code"))))
                .containsExactlyInAnyOrder("not_json", "too_large", "object_missing");
        assertThat(Files.list(workspace.inbox.resolve(".failed"))
                        .map(ObjectNotificationsIT::read)
                        .toList())
                .as("the object is kept, for another try")
                .contains("not json");
    }

    private static String read(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void after_each_hostile_notification_an_innocent_one_is_taken_in() throws Exception {
        TestWorkspace workspace = new TestWorkspace(folder);
        queues.createQueues("hostile");
        String record = notification(PUT, "media", "events/x.json", "01");
        List<String> hostile = List.of(
                "{\"Records\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}",
                "{\"Records\":[" + "{},".repeat(30_000) + "{}]}",
                "{\"Records\":[null]}",
                "{\"Records\":{\"0\":1}}",
                record.replace("\"media\"", "[\"media\"]"),
                record.replace("\"events/x.json\"", "17"),
                record.replace("events/x.json", "events/%zz.json"),
                record.replace("events/x.json", "events/..%2Fother%2Fx.json"),
                record.replace("events/x.json", "events/" + "x".repeat(200_000) + ".json"),
                record.replace("\"01\"", "\"" + "f".repeat(100_000) + "\""),
                record.replace("\"01\"", "1e999999999"),
                "{\"Type\":\"Notification\",\"TopicArn\":\"a\",\"Message\":\"{\\\"Records\\\":[1]}\"}",
                "{\"Type\":\"Notification\",\"TopicArn\":\"a\",\"Message\":\"m\",\"MessageAttributes\":[[]]}");
        for (int i = 0; i < hostile.size(); i++) {
            put("innocent-" + i + ".json", TestWorkspace.event("innocent-" + i, "succeeded"));
            queues.send("hostile", hostile.get(i));
            queues.send("hostile", notification(PUT, "media", "events/innocent-" + i + ".json", "01"));
        }

        MessageCounters counters = work(workspace, "hostile");

        assertThat(List.of(counters.getAccepted(), counters.getRefused()))
                .containsExactly((long) hostile.size(), (long) hostile.size());
        assertThat(counters.getRetries()).isZero();
        assertThat(workspace.bundles()).hasSize(hostile.size());
        assertThat(queues.take("hostile-dead", hostile.size())).hasSize(hostile.size());
    }

    @Test
    void a_notification_waits_in_the_queue_until_postgresql_has_the_event_of_its_object() throws Exception {
        TestWorkspace workspace = new TestWorkspace(folder);
        queues.createQueues("database");
        put("database.json", TestWorkspace.event("database", "succeeded"));
        try (EmbeddedPostgres database = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .start();
                DefaultCamelContext context = new DefaultCamelContext()) {
            String url = database.getJdbcUrl("postgres", "postgres").replaceAll("\\?.*", "");
            RunfolioSettings settings = settings(
                    workspace,
                    "database",
                    "runfolio.coordination=postgres",
                    "runfolio.coordination.postgres.url=" + url,
                    "runfolio.coordination.postgres.user=postgres");
            WorkerHandle worker = WorkerHandle.install(context, settings, Clock.systemUTC());
            context.start();
            MessageCounters counters = worker.messages().get(0);
            // the worker has the message when the table vanishes: later, it would not request it
            try (Mutex.Held held =
                    Backends.outputs(settings).coordination().eventLocks().hold("accept database")) {
                queues.send("database", notification(PUT, "media", "events/database.json", "01"));
                await().until(() -> queues.inFlight("database") == 1);
                execute(database, "ALTER TABLE runfolio_events RENAME TO moved_away");
            }
            await().until(() -> counters.getRetries() > 0);
            assertThat(queues.inFlight("database")).isEqualTo(1);

            execute(database, "ALTER TABLE moved_away RENAME TO runfolio_events");
            queues.send("database", notification(PUT, "media", "events/database.json", "01"));
            await().until(() -> queues.isEmpty("database"));
            await().until(() -> workspace.bundles().size() == 1 && worker.isIdle());

            assertThat(List.of(counters.getAccepted(), counters.getIgnored(), counters.getRefused()))
                    .containsExactly(1L, 1L, 0L);
        } finally {
            Backends.disconnect();
        }
    }

    private static void execute(EmbeddedPostgres database, String sql) throws SQLException {
        try (Connection connection = database.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void while_the_bucket_cannot_be_read_its_notifications_stay_in_the_queue() throws Exception {
        TestWorkspace workspace = new TestWorkspace(folder);
        queues.createQueues("waiting");
        put("waiting.json", TestWorkspace.event("waiting", "succeeded"));
        buckets.stop();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            WorkerHandle worker = WorkerHandle.install(context, settings(workspace, "waiting"), Clock.systemUTC());
            context.start();
            queues.send("waiting", notification(PUT, "media", "events/waiting.json", "01"));
            MessageCounters counters = worker.messages().get(0);
            await().until(() -> counters.getRetries() > 0);
            assertThat(queues.inFlight("waiting")).isEqualTo(1);
            assertThat(queues.isEmpty("waiting-dead")).isTrue();

            buckets.start().awaitReady();

            await().until(() -> queues.isEmpty("waiting"));
            await().until(() -> workspace.bundles().size() == 1 && worker.isIdle());
            assertThat(counters.getRefused()).isZero();
        }
    }
}

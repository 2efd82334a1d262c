package io.runfolio.flow.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runfolio.TestWorkspace;
import io.runfolio.WorkerHandle;
import io.runfolio.coordination.RefusedEvent;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages of a broker where PostgreSQL keeps the events. */
class PostgresIntakeIT {
    private static final Duration SOON = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    @TempDir
    Path brokerFolder;

    @AfterEach
    void disconnect() {
        Backends.disconnect();
    }

    @Test
    void a_message_waits_in_the_broker_until_postgresql_has_its_event() throws Exception {
        TestWorkspace workspace = new TestWorkspace(folder);
        try (ArtemisServer broker = new ArtemisServer(brokerFolder);
                EmbeddedPostgres database = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .start();
                DefaultCamelContext context = new DefaultCamelContext()) {
            RunfolioSettings settings = workspace.settings(
                    "runfolio.coordination",
                    "postgres",
                    "runfolio.coordination.postgres.url",
                    database.getJdbcUrl("postgres", "postgres").replaceAll("\\?.*", ""),
                    "runfolio.coordination.postgres.user",
                    "postgres",
                    "runfolio.intake.jms.url",
                    broker.jmsUrl(),
                    "runfolio.intake.jms.queue",
                    "events",
                    "runfolio.intake.jms.dead-letters",
                    "events.dead");
            WorkerHandle worker = WorkerHandle.install(context, settings, Clock.systemUTC());
            context.start();

            execute(database, "ALTER TABLE runfolio_events RENAME TO moved_away");
            broker.send(
                    "events",
                    List.of(
                            session -> session.createTextMessage(TestWorkspace.event("waiting", "succeeded")),
                            session -> session.createTextMessage(TestWorkspace.event("waiting", "succeeded")),
                            session -> session.createTextMessage("not json")));
            await().atMost(SOON).until(() -> worker.messages().get(0).getRetries() > 0);
            assertThat(broker.messages("events")).isEqualTo(3);
            assertThat(broker.messages(ArtemisServer.BROKER_DEAD_LETTERS)).isZero();

            execute(database, "ALTER TABLE moved_away RENAME TO runfolio_events");
            await().atMost(SOON).until(() -> broker.messages("events") == 0);
            await().atMost(SOON).until(() -> workspace.bundles().size() == 1 && worker.isIdle());
            assertThat(workspace.bundledEvents()).containsExactly("waiting");
            assertThat(broker.messages(ArtemisServer.BROKER_DEAD_LETTERS)).isZero();
            assertThat(broker.messages("events.dead")).isOne();
            assertThat(Backends.inbox(settings).refusedEvents().stream()
                            .map(RefusedEvent::error)
                            .map(error -> String.valueOf(error.get("code"))))
                    .containsExactly("not_json");
        }
    }

    private static void execute(EmbeddedPostgres database, String sql) throws SQLException {
        try (Connection connection = database.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

package io.runfolio.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.runfolio.TestPorts;
import io.runfolio.TestWorkspace;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** An outage of PostgreSQL while a worker uses it and requests arrive. */
class PostgresOutageIT {
    private static final String PASSWORD = "hush-hush-4711";

    @TempDir
    Path folder;

    @Test
    void runs_are_bundled_during_an_outage_and_catalogued_afterwards() throws Exception {
        int port = TestPorts.free();
        EmbeddedPostgres server = server(port);
        Log log = Log.listen();
        try (LiveApi api = new LiveApi(
                folder.resolve("worker"),
                "runfolio.catalog.url",
                "jdbc:postgresql://localhost:" + port + "/postgres",
                "runfolio.catalog.user",
                "postgres",
                "runfolio.catalog.password",
                PASSWORD)) {
            api.testWorkspace.writePicture("one.png", 32, 32, 1);
            api.bundle("before", TestWorkspace.event("before", "succeeded", "one.png"), 1);

            server.close();
            for (String target : List.of("/v1/artifacts", "/v1/anchors")) {
                HttpResponse<byte[]> answer = api.get(target);
                assertThat(answer.statusCode()).as(target).isEqualTo(503);
                assertThat(LiveApi.error(answer)).isEqualTo("unavailable");
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                assertThat(text(answer)).doesNotContain(PASSWORD);
            }
            HttpResponse<byte[]> health = api.get("/v1/health");
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(LiveApi.error(health)).isEqualTo("catalog_unavailable");
            assertThat(text(health)).doesNotContain(PASSWORD);
            api.testWorkspace.drop("away-1.json", TestWorkspace.event("away-1", "succeeded", "one.png"));
            api.testWorkspace.drop("away-2.json", TestWorkspace.event("away-2", "failed"));
            await().atMost(LiveApi.SOON)
                    .until(() -> api.testWorkspace.indexLines().size() == 3);

            server = server(port);
            await().atMost(LiveApi.SOON).until(() -> api.get("/v1/health").statusCode() == 200);
            await().atMost(LiveApi.SOON)
                    .until(() -> api.json("/v1/runs?limit=500").get("items").size() == 3);
            api.bundle("after", TestWorkspace.event("after", "succeeded", "one.png"), 4);
            Set<String> found = new TreeSet<>();
            api.json("/v1/runs?limit=500")
                    .get("items")
                    .forEach(run -> found.add(run.get("id").asText()));
            assertThat(found)
                    .hasSize(4)
                    .containsAll(api.testWorkspace.indexLines().stream()
                            .map(line -> line.get("run_id").asText())
                            .toList());
            assertThat(api.json("/v1/anchors").get("total").asInt()).isEqualTo(3);
        } finally {
            server.close();
            log.end();
        }
        assertThat(log.lines)
                .as("the outage is logged")
                .anyMatch(line -> line.contains("the catalog cannot be updated"));
        assertThat(log.lines).noneMatch(line -> line.contains(PASSWORD));
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    /** The data survive the server. */
    private EmbeddedPostgres server(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false)
                .setServerConfig("fsync", "off")
                .start();
    }

    /** Captures all log messages with those of exceptions. */
    private static final class Log extends AppenderBase<ILoggingEvent> {
        private static final Logger ROOT = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        private final Queue<String> lines = new ConcurrentLinkedQueue<>();

        static Log listen() {
            Log log = new Log();
            log.start();
            ROOT.addAppender(log);
            return log;
        }

        void end() {
            ROOT.detachAppender(this);
        }

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
            for (var thrown = event.getThrowableProxy(); thrown != null; thrown = thrown.getCause()) {
                lines.add(String.valueOf(thrown.getMessage()));
            }
        }
    }
}

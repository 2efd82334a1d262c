package io.runfolio.coordination.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** PostgreSQL server of one test that can be frozen, killed and started again on the same port. */
final class StoppableServer implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final EmbeddedPostgres server;
    private final Path data;
    private final List<String> command;

    StoppableServer() {
        try {
            server = EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "off")
                    .setServerConfig("full_page_writes", "off")
                    .start();
            data = Path.of(TestServer.rows(url(), "SHOW data_directory").get(0));
            command = command(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "jdbc:postgresql://localhost:" + server.getPort() + "/postgres?currentSchema=outage&socketTimeout=2";
    }

    /** Makes the schema again, without tables. */
    void reset() {
        try (Connection connection = server.getPostgresDatabase().getConnection()) {
            Sql.update(connection, "DROP SCHEMA IF EXISTS outage CASCADE");
            Sql.update(connection, "CREATE SCHEMA outage");
        } catch (SQLException e) {
            throw Database.failure(e);
        }
    }

    /** The server refuses to run as root, so root runs it under another number, as the library does. */
    static List<String> command(Path data) throws IOException {
        List<String> all = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            all.addAll(List.of("unshare", "-U"));
        }
        Path line = Path.of("/proc/" + postmaster(data) + "/cmdline");
        all.addAll(List.of(Files.readString(line).split("\0")));
        return all;
    }

    private static long postmaster(Path data) {
        try {
            return Long.parseLong(
                    Files.readAllLines(data.resolve("postmaster.pid")).get(0).trim());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the server's processes, those of its sessions first. */
    private List<ProcessHandle> processes() {
        ProcessHandle main = ProcessHandle.of(postmaster(data)).orElseThrow();
        return Stream.concat(main.descendants(), Stream.of(main)).toList();
    }

    /** Stops all processes of the server. Connections stay open, and new ones are accepted by the system only. */
    void freeze() {
        signal("STOP");
    }

    void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        for (ProcessHandle process : processes()) {
            try {
                Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
                assertThat(kill.waitFor(5, TimeUnit.SECONDS)).isTrue();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    void kill() {
        List<ProcessHandle> all = processes();
        all.get(all.size() - 1).destroyForcibly(); // first, so that it starts no others
        all.forEach(ProcessHandle::destroyForcibly);
        await().atMost(SOON).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    }

    void startAgain() {
        try {
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().atMost(SOON).ignoreExceptions().until(() -> TestServer.rows(url(), "SELECT 1")
                .equals(List.of("1")));
    }

    @Override
    public void close() throws IOException {
        thaw();
        server.close();
    }
}

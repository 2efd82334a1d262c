package io.runfolio.coordination.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runfolio.TestWorkspace;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Worker processes of a workspace that one database coordinates. */
final class WorkerProcesses implements AutoCloseable {
    static final String PASSWORD = "hush-hush-4711";
    static final Duration SOON = Duration.ofMinutes(2);
    static final Map<String, String> SETTINGS = Map.of(
            "runfolio.coordination", "postgres",
            "runfolio.coordination.postgres.user", "postgres",
            "runfolio.coordination.postgres.lease", "2s");

    private final TestWorkspace workspace;
    private final String url;
    private final List<Process> all = new ArrayList<>();

    WorkerProcesses(TestWorkspace workspace, String url) {
        this.workspace = workspace;
        this.url = url;
    }

    /** Starts a worker with further settings, each as {@code key=value}. */
    Process start(String... more) throws IOException {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + workspace.temporary,
                "-cp",
                classPath,
                "io.runfolio.cli.RunfolioCommand",
                "worker"));
        command.addAll(workspace.options());
        command.addAll(List.of("--set", "runfolio.queue-length=2"));
        for (String setting : more) {
            command.addAll(List.of("--set", setting));
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(workspace.root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(all.size()).toFile()));
        builder.environment().put("RUNFOLIO_COORDINATION_POSTGRES_URL", url);
        builder.environment().put("RUNFOLIO_COORDINATION_POSTGRES_PASSWORD", PASSWORD);
        SETTINGS.forEach(
                (key, value) -> builder.environment().put(key.replace('.', '_').toUpperCase(Locale.ROOT), value));
        Process process = builder.start();
        all.add(process);
        return process;
    }

    private Path log(int worker) {
        return workspace.root.resolve("worker-" + worker + ".log");
    }

    static void signal(Process process, String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
            assertThat(kill.waitFor(5, TimeUnit.SECONDS)).isTrue();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until a worker has an attempt in progress, so that it is stopped in the middle of its work. */
    void awaitInMidWork(Process worker) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(5)).until(() -> !TestServer.rows(
                        url,
                        "SELECT id FROM runfolio_events WHERE state = 'claimed' AND attempts > 0"
                                + " AND worker LIKE '%-" + worker.pid() + "-%'")
                .isEmpty());
    }

    /** Asks all workers to stop, and waits for their ends. */
    void stopAll() throws InterruptedException {
        for (Process process : all) {
            process.destroy();
        }
        for (Process process : all) {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    void assertNoSecretInLogs() throws IOException {
        for (int i = 0; i < all.size(); i++) {
            assertThat(Files.readString(log(i))).doesNotContain(PASSWORD);
        }
    }

    @Override
    public void close() {
        all.forEach(Process::destroyForcibly);
    }
}

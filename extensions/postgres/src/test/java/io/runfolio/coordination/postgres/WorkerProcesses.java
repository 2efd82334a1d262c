package io.runfolio.coordination.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runfolio.ServerProcess;
import io.runfolio.TestWorkspace;
import io.runfolio.cli.RunfolioCommand;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import io.runfolio.work.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Worker processes of a workspace that one database coordinates. */
final class WorkerProcesses implements AutoCloseable {
    static final String PASSWORD = "hush-hush-4711";
    /** Condition on an event: the worker that has its claim has begun an attempt, not only one before it. */
    static final String IS_IN_MID_WORK = "state = 'claimed' AND position(worker IN history) > 0";

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

    /** Returns the start of a command line of the product, without the classes of the tests. */
    static List<String> java(String... options) {
        List<String> all = new ArrayList<>(List.of("-Xmx256m"));
        all.addAll(List.of(options));
        return ServerProcess.java(ServerProcess.classPathWithoutTests(), all, List.of(RunfolioCommand.class.getName()));
    }

    /** Returns the settings of the workspace that lead to the database. */
    RunfolioSettings settings() {
        List<String> keys = new ArrayList<>(List.of("runfolio.coordination.postgres.url", url));
        SETTINGS.forEach((key, value) -> keys.addAll(List.of(key, value)));
        return workspace.settings(keys.toArray(String[]::new));
    }

    /** Asserts that the events {@code k0}, {@code k1} and so on have one bundle, line and seal each, and no fault. */
    void assertBundledOnce(int events, RunfolioSettings settings) {
        List<String> expected =
                IntStream.range(0, events).mapToObj(i -> "k" + i).sorted().toList();
        assertThat(workspace.bundles().stream().map(TestWorkspace::eventOf).sorted())
                .isEqualTo(expected);
        assertThat(workspace.indexLines()).hasSize(events);
        assertThat(TestServer.rows(
                        url, "SELECT event_id FROM runfolio_seals WHERE published ORDER BY event_id COLLATE \"C\""))
                .isEqualTo(expected);
        assertNoFindings(settings);
    }

    static void assertNoFindings(RunfolioSettings settings) {
        assertThat(Verification.of(Backends.outputs(settings), Backends.audit(settings), settings, (done, of) -> {})
                        .findings())
                .isEmpty();
    }

    /** Starts a worker with further settings, each as {@code key=value}. */
    Process start(String... more) throws IOException {
        return start(UnaryOperator.identity(), url, more);
    }

    /**
     * Starts a worker in another place.
     *
     * @param place returns the command that runs it there
     * @param address of the database as it is reached from there
     */
    Process start(UnaryOperator<List<String>> place, String address, String... more) throws IOException {
        List<String> settings = new ArrayList<>(List.of("runfolio.queue-length=2"));
        settings.addAll(List.of(more));
        return start("worker", place, address, settings);
    }

    /** Starts a command with further settings, each as {@code key=value}. */
    Process start(String command, List<String> settings) throws IOException {
        return start(command, UnaryOperator.identity(), url, settings);
    }

    private Process start(String command, UnaryOperator<List<String>> place, String address, List<String> settings)
            throws IOException {
        List<String> words = new ArrayList<>(java("-Djava.io.tmpdir=" + workspace.temporary));
        words.add(command);
        words.addAll(workspace.options());
        for (String setting : settings) {
            words.addAll(List.of("--set", setting));
        }
        ProcessBuilder builder = new ProcessBuilder(place.apply(words))
                .directory(workspace.root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(all.size()).toFile()));
        builder.environment().put("RUNFOLIO_COORDINATION_POSTGRES_URL", address);
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

    /** Returns what a worker has logged, by the order of starts. */
    String logOf(int worker) throws IOException {
        return Files.readString(log(worker));
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
                        "SELECT id FROM runfolio_events WHERE " + IS_IN_MID_WORK + " AND worker LIKE '%-" + worker.pid()
                                + "-%'")
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

    /** Starts a worker, and waits until it has removed what others have staged and reserved. */
    void assertNothingLeftAfterOneSweep(String... settings) throws IOException {
        Process last = start(settings);
        Path staging = workspace.outputs.resolve(".runfolio/staging");
        await().atMost(SOON).until(() -> {
            try (Stream<Path> owners = Files.list(staging)) {
                return owners.allMatch(owner -> owner.getFileName().toString().contains("-" + last.pid() + "-"));
            }
        });
        await().atMost(SOON).until(() -> TestServer.rows(url, "SELECT run_id FROM runfolio_run_ids")
                .isEmpty());
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

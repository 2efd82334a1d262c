package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.workflow.run.RunService;
import io.runfolio.workflow.run.StartRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workflow runs in worker processes that are stopped and killed; steps are programs. */
class WorkflowWorkerIT {
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private TestWorkspace workspace;
    private Path calls;

    @BeforeEach
    void workspace() throws IOException {
        workspace = new TestWorkspace(folder);
        calls = folder.resolve("calls");
        Files.createDirectories(folder.resolve("templates"));
        Files.writeString(
                folder.resolve("templates/note.json"),
                """
                {"id": "note", "name": "Note", "version": "1", "schemaVersion": "workflow-schema-v1",
                 "artifactClass": "knowledge", "artifactType": "note",
                 "intakeSchema": [{"name": "topic", "type": "string", "required": true}],
                 "steps": [
                   {"id": "write", "name": "Write", "kind": "llm", "promptTemplate": "{intake.topic}"},
                   {"id": "polish", "name": "Polish", "kind": "tool", "promptTemplate": "{write.text}",
                    "emitsArtifact": true}]}""");
        script("write", "echo \"write $RUNFOLIO_IDEMPOTENCY_KEY\" >> " + calls, "echo written");
    }

    private void script(String name, String... lines) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private List<String> settings() {
        return List.of(
                "runfolio.templates=" + folder.resolve("templates"),
                "runfolio.orders=" + folder.resolve("orders"),
                "runfolio.workflow.runs=" + folder.resolve("runs"),
                "runfolio.workflow.kinds.llm=exec:" + folder.resolve("write"),
                "runfolio.workflow.kinds.tool=exec:" + folder.resolve("polish"),
                "runfolio.shutdown-grace=2s");
    }

    private WorkerProcess worker(String... more) {
        List<String> arguments = new ArrayList<>(List.of("worker"));
        arguments.addAll(List.of(more));
        settings().forEach(setting -> arguments.addAll(List.of("--set", setting)));
        return WorkerProcess.start(List.of(), workspace, arguments.toArray(String[]::new));
    }

    private <T> T runs(java.util.function.Function<RunService, T> work) {
        List<String> keysAndValues = new ArrayList<>();
        settings().forEach(setting -> keysAndValues.addAll(List.of(setting.split("=", 2))));
        RunfolioSettings settings = workspace.settings(keysAndValues.toArray(String[]::new));
        try (Runfolio runfolio = Runfolio.open(settings)) {
            return work.apply(runfolio.workflows().orElseThrow());
        }
    }

    private String started() {
        ObjectNode intake = JSON.createObjectNode().put("topic", "tides");
        return runs(service ->
                        service.start(new StartRequest("note", Optional.empty(), intake, "tester", Optional.empty())))
                .path("id")
                .asText();
    }

    private JsonNode run(String id) {
        return runs(service -> service.find(id).orElseThrow());
    }

    private List<String> calls(String step) throws IOException {
        return Files.exists(calls)
                ? Files.readAllLines(calls).stream()
                        .filter(line -> line.startsWith(step))
                        .toList()
                : List.of();
    }

    @Test
    void a_worker_that_drains_ends_the_run_and_its_bundle() throws IOException {
        script("polish", "echo polished");
        String id = started();

        assertThat(worker("--drain").waitFor()).isZero();

        JsonNode run = run(id);
        assertThat(run.path("state").asText()).isEqualTo("completed");
        assertThat(run.at("/steps/1/output/text").asText()).isEqualTo("polished");
        assertThat(workspace.bundles()).hasSize(1);
    }

    @Test
    void a_killed_worker_takes_its_program_along_and_another_one_repeats_the_step_alone() throws IOException {
        script(
                "polish",
                "echo \"polish $RUNFOLIO_IDEMPOTENCY_KEY $$\" >> " + calls,
                "if [ $(grep -c polish " + calls + ") = 1 ]; then sleep 600; fi",
                "echo polished");
        String id = started();
        WorkerProcess first = worker();
        await().atMost(SOON).until(() -> calls("polish").size() == 1);

        first.kill();

        long program = Long.parseLong(calls("polish").get(0).split(" ")[2]);
        await().atMost(SOON).until(() -> !isAlive(program));
        assertThat(worker("--drain").waitFor()).isZero();
        assertThat(run(id).path("state").asText()).isEqualTo("completed");
        assertThat(calls("write")).hasSize(1);
        assertThat(calls("polish")).hasSize(2);
        assertThat(calls("polish").stream().map(line -> line.split(" ")[1]).distinct())
                .hasSize(1);
    }

    @Test
    void a_stopped_worker_waits_for_the_grace_and_the_step_is_repeated_by_the_next_one() throws IOException {
        script(
                "polish",
                "echo \"polish $RUNFOLIO_IDEMPOTENCY_KEY $$\" >> " + calls,
                "if [ $(grep -c polish " + calls + ") = 1 ]; then sleep 600; fi",
                "echo polished");
        String id = started();
        WorkerProcess first = worker();
        await().atMost(SOON).until(() -> calls("polish").size() == 1);

        ProcessHandle.of(first.pid()).ifPresent(ProcessHandle::destroy);
        first.waitFor();

        assertThat(run(id).path("state").asText()).isEqualTo("running");
        long program = Long.parseLong(calls("polish").get(0).split(" ")[2]);
        await().atMost(SOON).until(() -> !isAlive(program));
        assertThat(worker("--drain").waitFor()).isZero();
        assertThat(run(id).path("state").asText()).isEqualTo("completed");
        assertThat(calls("polish").stream().map(line -> line.split(" ")[1]).distinct())
                .hasSize(1);
    }

    @Test
    void spans_have_the_routes_of_the_steps_and_no_word_of_the_run() throws IOException {
        script("polish", "echo polished");
        List<String> bodies = new CopyOnWriteArrayList<>();
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        try {
            started();
            String endpoint = "http://127.0.0.1:" + collector.getAddress().getPort();
            assertThat(worker(
                                    "--drain",
                                    "--set",
                                    "runfolio.traces.enabled=true",
                                    "--set",
                                    "runfolio.traces.endpoint=" + endpoint)
                            .waitFor())
                    .isZero();
        } finally {
            collector.stop(0);
        }

        assertThat(String.join("", bodies))
                .contains("runfolio-workflow", "runfolio-step-llm", "runfolio-step-tool")
                .doesNotContain("tides")
                .doesNotContain(folder.toString());
    }

    @Test
    void a_missing_program_fails_the_start_with_the_key() throws IOException {
        WorkerProcess worker = worker("--drain");

        assertThat(worker.waitFor()).isNotZero();
        assertThat(Files.readString(workspace.root.resolve("worker.log")))
                .contains("runfolio.workflow.kinds.tool names the program " + folder.resolve("polish"))
                .doesNotContain("Exception");
    }

    /** Returns whether a process is alive; one that nobody has waited for is dead. */
    private static boolean isAlive(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return false;
        }
    }
}

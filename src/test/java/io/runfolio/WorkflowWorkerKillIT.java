package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.cli.RunfolioCommand;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import io.runfolio.work.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A kill after any change on disk while a worker executes a workflow run and bundles its result. */
@Timeout(900)
class WorkflowWorkerKillIT {
    /** Changes from moment to moment in the short form. */
    private static final int SHORT_STEP = 31;

    private static final String TEMPLATE = "{'id': 'report', 'name': 'Report', 'artifactClass': 'research',"
            + " 'artifactType': 'research-report', 'version': '1',"
            + " 'intakeSchema': [{'name': 'topic', 'type': 'string', 'required': true}], 'steps': ["
            + "{'id': 'facts', 'name': 'Facts', 'kind': 'tool', 'promptTemplate': '{intake.topic}'},"
            + "{'id': 'write', 'name': 'Write', 'kind': 'llm', 'promptTemplate': '{facts.text}', 'expectJson': true}]}";
    /** Does its side effect once for each idempotency key, however often it is called. */
    private static final String PROGRAM = "#!/bin/sh\n"
            + "here=$(dirname \"$0\")\n"
            + "key=$(sed -n 's/.*\"idempotencyKey\" *: *\"\\([^\"]*\\)\".*/\\1/p' | head -n 1)\n"
            + "mkdir -p \"$here/effects\"\n"
            + "mkdir \"$here/effects/$key\" 2>/dev/null\n"
            + "echo '{\"text\": \"done\", \"json\": {\"type\": \"research-report\", \"title\": \"T\","
            + " \"summary\": \"s\", \"sections\": []}}'\n";

    @TempDir
    Path folder;

    @Test
    void a_kill_between_any_two_changes_leaves_a_run_that_ends_once() throws Exception {
        assumeThat(Strace.works()).as("strace is there and may trace").isTrue();
        TestWorkspace workspace = new TestWorkspace(Files.createDirectories(folder.resolve("unharmed")));
        Files.writeString(
                Files.createDirectories(workspace.root.resolve("templates")).resolve("report.json"),
                TEMPLATE.replace('\'', '"'));
        Path program = Files.writeString(workspace.root.resolve("step.sh"), PROGRAM);
        assertThat(program.toFile().setExecutable(true)).isTrue();
        assertThat(RunfolioCommand.execute(words(workspace, "workflow", "start", "report", "--intake", "topic=tea")))
                .isZero();

        List<TestWorkspace> moments = new ArrayList<>();
        int code = Strace.frozenEvery(
                Boolean.getBoolean("runfolio.long") ? 1 : SHORT_STEP,
                workspace,
                () -> moments.add(workspace.copyTo(folder.resolve("moment-" + moments.size()))),
                Stream.concat(Stream.of("worker", "--drain"), Stream.of(settings(workspace)))
                        .toArray(String[]::new));
        assertThat(code).isZero();
        assertThat(moments).isNotEmpty();
        assertThat(problems(workspace)).isEmpty();

        List<String> wrong = new ArrayList<>();
        for (TestWorkspace moment : moments) {
            int next = moment.drain(settings(moment));
            problems(moment).forEach(problem -> wrong.add(moment.root.getFileName() + ": " + problem));
            if (next != 0) {
                wrong.add(moment.root.getFileName() + ": exit code " + next);
            }
        }
        System.out.println("workflow run: " + moments.size() + " moments");
        assertThat(wrong).isEmpty();
    }

    private static String[] settings(TestWorkspace workspace) {
        Path root = workspace.root;
        return Stream.of(
                        "runfolio.templates=" + root.resolve("templates"),
                        "runfolio.workflow.runs=" + root.resolve("runs"),
                        "runfolio.orders=" + root.resolve("orders"),
                        "runfolio.workflow.kinds.tool=exec:" + root.resolve("step.sh"),
                        "runfolio.workflow.kinds.llm=exec:" + root.resolve("step.sh"))
                .flatMap(setting -> Stream.of("--set", setting))
                .toArray(String[]::new);
    }

    private static String[] words(TestWorkspace workspace, String... command) {
        return Stream.of(Stream.of(command), workspace.options().stream(), Stream.of(settings(workspace)))
                .flatMap(words -> words)
                .toArray(String[]::new);
    }

    private static List<String> problems(TestWorkspace workspace) throws IOException {
        List<String> problems = new ArrayList<>();
        Map<String, String> values = new HashMap<>();
        String[] settings = settings(workspace);
        for (int i = 1; i < settings.length; i += 2) {
            int equals = settings[i].indexOf('=');
            values.put(settings[i].substring(0, equals), settings[i].substring(equals + 1));
        }
        values.put("runfolio.inbox", workspace.inbox.toString());
        values.put("runfolio.outputs", workspace.outputs.toString());
        Verification.Report report = Verification.of(
                Backends.outputs(workspace.outputs),
                Backends.audit(RunfolioSettings.from(values)),
                RunfolioSettings.from(values),
                (done, of) -> {});
        report.findings().forEach(finding -> problems.add(finding.toString()));
        // a kill between the event's file and the ledger's entry has the event put again, under the same identity
        if (report.bundles() != 1 || report.lines() != 1 || report.events() < 1) {
            problems.add(report.toString());
        }
        Path runs = workspace.root.resolve("runs");
        for (Path run : list(runs)) {
            if (run.getFileName().toString().startsWith("run-")) {
                ledger(run, problems);
                if (list(workspace.root.resolve("effects")).size() != 2) {
                    problems.add("effects: " + list(workspace.root.resolve("effects")));
                }
            }
        }
        return problems;
    }

    private static void ledger(Path run, List<String> problems) throws IOException {
        List<String> types = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("ledger.jsonl"))) {
            JsonNode entry = TestWorkspace.json(Files.writeString(run.resolveSibling("entry.json"), line));
            types.add(entry.path("type").asText());
        }
        Files.delete(run.resolveSibling("entry.json"));
        long ends = types.stream()
                .filter(type -> type.matches("run\\.(completed|failed|cancelled)"))
                .count();
        long steps = types.stream().filter("step.completed"::equals).count();
        if (ends != 1 || steps != 2 || !types.contains("run.completed")) {
            problems.add(types.toString());
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}

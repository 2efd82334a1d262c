package io.runfolio.workflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.JavaProgram;
import io.runfolio.workflow.run.StartRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many runs on workers that are killed at random. Every tenth step fails once, and some fail for good. */
@Timeout(7_200)
class ManyRunsIT {
    static final String FIVE = "{'id': 'five', 'name': 'Five', 'artifactClass': 'research',"
            + " 'artifactType': 'research-report', 'version': '1',"
            + " 'intakeSchema': [{'name': 'topic', 'type': 'string', 'required': true}], 'steps': ["
            + "{'id': 'a', 'name': 'A', 'kind': 'tool', 'promptTemplate': '{intake.topic}'},"
            + "{'id': 'b', 'name': 'B', 'kind': 'code', 'promptTemplate': '{a.text}'},"
            + "{'id': 'c', 'name': 'C', 'kind': 'agent', 'promptTemplate': '{b.text}'},"
            + "{'id': 'd', 'name': 'D', 'kind': 'tool', 'promptTemplate': '{c.text}'},"
            + "{'id': 'e', 'name': 'E', 'kind': 'llm', 'promptTemplate': '{d.text}', 'expectJson': true}]}";
    private static final int WORKERS = 2;
    private static final int LONG_RUNS = 1_000;
    private static final int SHORT_RUNS = 24;
    /** Growth of the record of calls, of about 60 bytes each, from kill to kill. */
    private static final int MAX_BYTES_BETWEEN_KILLS = 1_500;

    @TempDir
    Path root;

    @Test
    void every_run_ends_once_with_each_side_effect_once() throws Exception {
        boolean isLong = Boolean.getBoolean("runfolio.long");
        long seed = Long.getLong("runfolio.seed", System.nanoTime());
        Random random = new Random(seed);
        Path templates = Files.createDirectories(root.resolve("templates"));
        Files.writeString(templates.resolve("five.json"), FIVE.replace('\'', '"'));
        Set<String> started = new HashSet<>();
        int kills = 0;
        try (WorkflowProgram observer = new WorkflowProgram(root, WorkflowProgram.NEVER)) {
            for (int i = 0; i < (isLong ? LONG_RUNS : SHORT_RUNS); i++) {
                started.add(observer.runs
                        .start(new StartRequest(
                                "five",
                                Optional.empty(),
                                WorkflowBench.json("{'topic': 'tea " + i + "'}"),
                                "tester",
                                Optional.of("key-" + i)))
                        .path("id")
                        .asText());
            }
            List<Process> workers = new ArrayList<>();
            while (!observer.parts.inbox().names().isEmpty()) {
                workers.removeIf(worker -> !worker.isAlive());
                while (workers.size() < WORKERS) {
                    workers.add(start());
                }
                Process victim = workers.get(random.nextInt(workers.size()));
                long next = effects() + random.nextInt(MAX_BYTES_BETWEEN_KILLS);
                while (victim.isAlive() && effects() < next) {
                    TimeUnit.MILLISECONDS.sleep(20);
                }
                if (victim.isAlive()) {
                    victim.destroyForcibly().waitFor();
                    kills++;
                }
            }
            for (Process worker : workers) {
                worker.destroyForcibly().waitFor();
            }
        }
        assertThat(EndedRuns.problems(root, started)).as("seed %d", seed).isEmpty();
        Map<String, Long> ends = EndedRuns.ends(root);
        System.out.println("many runs: " + ends + ", " + kills + " kills, seed " + seed);
        assertThat(ends.keySet()).isSubsetOf("run.completed", "run.failed");
        assertThat(EndedRuns.effectProblems(root)).as("seed %d", seed).isEmpty();
        assertThat(kills).isPositive();
    }

    private long effects() throws IOException {
        Path file = root.resolve("effects.txt");
        return Files.exists(file) ? Files.size(file) : 0;
    }

    private Process start() throws IOException {
        return new ProcessBuilder(JavaProgram.command(
                        List.of(),
                        WorkflowProgram.class,
                        List.of(root.toString(), String.valueOf(WorkflowProgram.NEVER))))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        root.resolve("workers.log").toFile()))
                .start();
    }
}

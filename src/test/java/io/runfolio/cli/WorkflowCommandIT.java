package io.runfolio.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.TestWorkspace;
import io.runfolio.WorkerProcess;
import io.runfolio.api.WorkflowWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of workflows on the folders of a worker in another process, without a server. */
class WorkflowCommandIT {
    @TempDir
    static Path folder;

    private static WorkflowWorld world;
    private static TestWorkspace workspace;
    private static WorkerProcess worker;

    @BeforeAll
    static void start() throws Exception {
        workspace = new TestWorkspace(folder);
        world = new WorkflowWorld(folder);
        worker = WorkerProcess.start(workspace, "worker");
    }

    @AfterAll
    static void stop() {
        worker.kill();
    }

    @AfterEach
    void reset() throws IOException {
        world.switchOff("hold");
        world.switchOff("fail");
    }

    private static CommandResult workflow(String... arguments) {
        List<String> all = new ArrayList<>(List.of("workflow"));
        all.addAll(List.of(arguments));
        all.addAll(List.of(
                "--config", folder.resolve("config/application.properties").toString()));
        all.addAll(workspace.options());
        return CommandResult.runfolio(all.toArray(String[]::new));
    }

    private static CommandResult startAndWait(String template) {
        return workflow("start", template, "--intake", "prompt=a fox", "--wait");
    }

    private static String id(CommandResult started) {
        assertThat(started.out()).as(started.toString()).startsWith("run-");
        return started.out().split(" ")[0];
    }

    @Test
    void templates_are_listed_with_their_versions_and_mistakes() {
        CommandResult listed = workflow("list");
        assertThat(listed.out()).containsPattern("card +1 +visual +card +card +canonical");
        assertThat(listed.err()).contains("unserved.json", "runfolio.workflow.kinds.agent");
        assertThat(listed.code()).isEqualTo(4);
    }

    @Test
    void a_check_names_file_path_and_cure() throws IOException {
        Path drafts = Files.createDirectories(folder.resolve("drafts"));
        Path good = Files.copy(folder.resolve("templates/card.json"), drafts.resolve("card.json"));
        Path bad = Files.writeString(
                drafts.resolve("bad.json"),
                Files.readString(good)
                        .replace("\"id\": \"card\"", "\"id\": \"bad\"")
                        .replace("{write.text}", "{wriet.text}"));
        assertThat(workflow("check", good.toString()).out())
                .isEqualTo("1 template is valid, and 0 mistakes were found\n");
        CommandResult checked = workflow("check", bad.toString());
        assertThat(checked.code()).isEqualTo(4);
        assertThat(checked.err())
                .startsWith("runfolio: bad.json: steps[1].promptTemplate")
                .contains("wriet");
        assertThat(workflow("check", drafts.toString()).out())
                .isEqualTo("1 template is valid, and 1 mistake was found\n");
        JsonNode problem = workflow("check", bad.toString(), "--json").json().at("/problems/0");
        assertThat(problem.get("path").asText()).isEqualTo("bad.json");
        assertThat(problem.get("cure").asText()).isNotBlank();
        assertThat(workflow("check", drafts.resolve("notes.txt").toString()).code())
                .isEqualTo(1);
    }

    @Test
    void a_run_is_started_waited_for_and_shown() {
        CommandResult started = startAndWait("card");
        assertThat(started.code()).as(started.toString()).isZero();
        String id = id(started);
        assertThat(started.out()).isEqualTo(id + " completed\n");
        assertThat(started.err().lines()).contains(id, "run completed").anyMatch(line -> line.startsWith("step draw"));
        CommandResult shown = workflow("show", id.substring(0, 14));
        assertThat(shown.code()).as(shown.toString()).isZero();
        assertThat(shown.out()).contains(id, "write", "draw", "completed", "artifact-");
        assertThat(workflow("show", id, "--json").json().get("state").asText()).isEqualTo("completed");
        assertThat(workflow("show").out()).contains(id);
        assertThat(workflow("show", "run-ffffffffffffffff").code()).isEqualTo(1);
    }

    @Test
    void a_repeated_key_starts_no_second_run() {
        String[] start = {"start", "card", "--intake", "prompt=x", "--key", "k-1"};
        assertThat(id(workflow(start))).isEqualTo(id(workflow(start)));
        assertThat(workflow("start", "card", "--intake", "prompt=y", "--key", "k-1")
                        .code())
                .isEqualTo(3);
    }

    @Test
    void a_run_that_cannot_start_is_refused_in_one_line() {
        CommandResult invalid = workflow("start", "card", "--intake", "style=chalk");
        assertThat(invalid.code()).isEqualTo(3);
        assertThat(invalid.err().lines()).singleElement().asString().contains("intake.prompt", "intake.style");
        CommandResult costly = workflow("start", "costly", "--intake", "prompt=x");
        assertThat(costly.code()).isEqualTo(3);
        assertThat(costly.err()).contains("0.04");
        assertThat(workflow("start", "none").code()).isEqualTo(1);
    }

    @Test
    void a_failed_run_is_retried_from_its_step() throws IOException {
        world.switchOn("fail");
        CommandResult failed = startAndWait("card");
        assertThat(failed.code()).isEqualTo(3);
        assertThat(failed.err()).contains("out of ink", "runfolio workflow retry");
        world.switchOff("fail");
        CommandResult retried = workflow("retry", id(failed), "--from", "write", "--wait");
        assertThat(retried.code()).as(retried.toString()).isZero();
        assertThat(workflow("retry", id(failed)).code()).isEqualTo(3);
    }

    @Test
    void a_held_run_is_cancelled_by_another_process_than_its_worker() throws IOException {
        world.switchOn("hold");
        String id = id(workflow("start", "card", "--intake", "prompt=x"));
        assertThat(workflow("cancel", id).code()).isZero();
        await().atMost(Duration.ofSeconds(60)).until(() -> workflow("show", id, "--json")
                .json()
                .get("state")
                .asText()
                .equals("cancelled"));
        CommandResult again = workflow("cancel", id);
        assertThat(again.code()).as(again.toString()).isIn(0, 3);
    }

    @Test
    void a_wait_ends_at_a_gate_with_the_command_that_decides() {
        CommandResult waiting = startAndWait("reviewed");
        assertThat(waiting.code()).as(waiting.toString()).isEqualTo(4);
        assertThat(waiting.err()).contains("runfolio approve artifact-");
    }
}

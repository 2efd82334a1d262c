package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.runfolio.cli.RunfolioCommand;
import io.runfolio.hooks.poll.ProviderServer;
import io.runfolio.hooks.poll.ProviderServer.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills of a worker between the changes that it makes for an event which waits for a task. */
class PollKillIT {
    private static final int SHORT = 3;

    @TempDir
    Path folder;

    @Test
    void a_kill_between_any_two_changes_leaves_one_run_of_the_task() throws Exception {
        assumeThat(Strace.works()).as("strace is there and may trace").isTrue();
        try (ProviderServer provider = new ProviderServer()) {
            TestWorkspace unharmed = fill("unharmed", provider);
            int changes = (int) Strace.killAfter(unharmed, Integer.MAX_VALUE);
            assertThat(problems(unharmed)).isEmpty();
            int moments = Boolean.getBoolean("runfolio.long") ? changes : SHORT;
            List<String> wrong = new ArrayList<>();
            for (int k : IntStream.rangeClosed(1, moments)
                    .map(i -> i * changes / (moments + 1))
                    .toArray()) {
                TestWorkspace workspace = fill("change-" + k, provider);
                Strace.killAfter(workspace, k);
                int code = RunfolioCommand.execute(
                        "worker",
                        "--drain",
                        "--config",
                        workspace.root.resolve("config/application.properties").toString(),
                        "--set",
                        "runfolio.source-roots=" + workspace.root,
                        "--inbox",
                        workspace.inbox.toString(),
                        "--outputs",
                        workspace.outputs.toString());
                problems(workspace).forEach(problem -> wrong.add(k + " of " + changes + ": " + problem));
                if (code != 0) {
                    wrong.add(k + ": exit code " + code);
                }
            }
            assertThat(wrong).isEmpty();
        }
    }

    private TestWorkspace fill(String name, ProviderServer provider) throws IOException {
        provider.on(
                "/history/t1",
                Answer.of("{}"),
                Answer.of(
                        """
                        {"t1":{"prompt":[1,"t1",{},{},[]],"status":{"status_str":"error"},"outputs":{}}}"""));
        TestWorkspace workspace = new TestWorkspace(Files.createDirectories(folder.resolve(name)));
        Files.createDirectories(workspace.root.resolve("config"));
        Files.writeString(
                workspace.root.resolve("config/application.properties"),
                """
                runfolio.poll.allow-hosts = 127.0.0.1
                runfolio.poll.interval = 1s
                runfolio.fetch.allow-http = true
                runfolio.fetch.allow-private-hosts = 127.0.0.1
                runfolio.providers.comfyui.base-url = %s
                """
                        .formatted(provider.url()));
        workspace.drop(
                "a.json",
                """
                {"status": "running", "model_key": "m", "poll": {"adapter": "comfyui", "task_id": "t1"}}""");
        return workspace;
    }

    private static List<String> problems(TestWorkspace workspace) {
        List<String> problems = new ArrayList<>();
        var report = workspace.verify();
        report.findings().forEach(finding -> problems.add(finding.toString()));
        if (report.bundles() != 1 || report.lines() != 1 || report.events() != 1) {
            problems.add(report.toString());
        }
        if (!workspace.events(".done").equals(List.of("a.json"))
                || !workspace.events(".waiting").isEmpty()) {
            problems.add("done " + workspace.events(".done") + ", waiting " + workspace.events(".waiting"));
        }
        return problems;
    }
}

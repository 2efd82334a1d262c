package io.runfolio.cli.workflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.artifact.IdPrefix;
import io.runfolio.cli.output.LogSetup;
import io.runfolio.files.StorageException;
import io.runfolio.files.StorageRoots;
import io.runfolio.media.child.ProcessChildRunner;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Components;
import io.runfolio.wiring.SettingsRoots;
import io.runfolio.workflow.run.RunService;
import io.runfolio.workflow.run.StartRefusedException;
import io.runfolio.workflow.template.TemplateFolder;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Opens the workflow runs of the folders for a command, without a server. */
final class WorkflowAccess {
    private static final int MAX_RUNS = 10_000;

    private WorkflowAccess() {}

    /** Does something that reads runs. */
    static <T> T read(RunfolioSettings settings, Function<RunService, T> work) {
        return with(settings, StorageRoots.none(), work);
    }

    /** Does something that writes to the folders; those that were never used are created. */
    static <T> T write(RunfolioSettings settings, Function<RunService, T> work) {
        check(settings);
        return with(settings, SettingsRoots.open(settings), work);
    }

    private static <T> T with(RunfolioSettings settings, StorageRoots roots, Function<RunService, T> work) {
        check(settings);
        LogSetup.leaveOutWarnings(TemplateFolder.class); // a start names what is wrong with its own template
        try (Components components = new Components(settings, Clock.systemUTC(), new ProcessChildRunner(), roots)) {
            return work.apply(components.runs().orElseThrow());
        }
    }

    private static void check(RunfolioSettings settings) {
        if (!settings.workflow().isEnabled()) {
            throw new StorageException(
                    "Workflow runs are off: set runfolio.workflow.kinds.<kind> for the kinds of steps of your templates"
                            + " (see docs/workflows.md)",
                    null);
        }
    }

    /** Returns a run by its id or a unique prefix of it. */
    static ObjectNode find(RunService runs, String word) {
        return runs.find(word)
                .or(() -> byPrefix(runs, word))
                .orElseThrow(() -> new StartRefusedException(
                        404,
                        "run_not_found",
                        List.of("There is no workflow run " + word
                                + "; `runfolio workflow show` lists those there are")));
    }

    private static Optional<ObjectNode> byPrefix(RunService runs, String word) {
        if (!word.matches("run-[0-9a-f]{0,16}")) {
            return Optional.empty();
        }
        List<String> candidates = runs.list(Optional.empty(), MAX_RUNS).stream()
                .map(run -> run.path("id").asText())
                .filter(id -> id.startsWith(word))
                .limit(IdPrefix.MAX_CANDIDATES)
                .toList();
        return IdPrefix.resolve(word, candidates).flatMap(runs::find);
    }
}

package io.runfolio.cli.output;

import io.runfolio.catalog.ArtifactQuery;
import io.runfolio.index.RunQueries;
import io.runfolio.run.RunIndexEntry;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.settings.SpellingSuggestion;
import io.runfolio.wiring.Backends;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;

/** Explains an empty list: missing folder, no runs, or no match. */
public final class EmptyResultHint {
    private EmptyResultHint() {}

    /** @param what {@code runs} or {@code artifacts} */
    public static String explain(String what, RunfolioSettings settings, ArtifactQuery query) {
        Path outputs = settings.folders().outputs();
        if (!Files.isDirectory(outputs)) {
            return "No " + what + ": there is no folder " + outputs
                    + ". Name the folder of the bundles with --outputs; `runfolio worker` makes it.";
        }
        List<RunIndexEntry> runs = new RunQueries(Backends.outputs(settings)).listRecentRuns(Integer.MAX_VALUE);
        if (runs.isEmpty()) {
            return "No " + what + " in " + outputs
                    + " yet. Drop an event into the inbox and start `runfolio worker`, or see `runfolio demo`.";
        }
        return "No " + what + " match these filters; " + outputs + " has " + runs.size()
                + (runs.size() == 1 ? " run" : " runs")
                + near(query.runStatuses(), runs, RunIndexEntry::status)
                + near(query.models(), runs, RunIndexEntry::modelKey)
                + ". `runfolio list` without filters shows them.";
    }

    private static String near(List<String> wanted, List<RunIndexEntry> runs, Function<RunIndexEntry, String> field) {
        Collection<String> known = new TreeSet<>(runs.stream().map(field).toList());
        return wanted.stream()
                .filter(word -> !known.contains(word))
                .findFirst()
                .map(word -> ", none with " + Terminal.printable(word) + SpellingSuggestion.hint(word, known))
                .orElse("");
    }
}

package io.runfolio.cli;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.index.RunQueries;
import io.runfolio.run.RunIndexEntry;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code runfolio list}. */
@Command(name = "list", description = "Lists bundled runs, newest first.", mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions options;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many; default: ${DEFAULT-VALUE}.")
    private int limit = 10;

    @Option(names = "--model", paramLabel = "KEY", description = "Only runs of this model.")
    private String model;

    @Option(names = "--status", paramLabel = "WORD", description = "Only runs of this status.")
    private String status;

    @Option(names = "--tag", paramLabel = "WORD", description = "Only runs with this tag.")
    private String tag;

    @Option(names = "--json", description = "Index entries as JSON.")
    private boolean json;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        RunQueries queries =
                new RunQueries(new BundleLayout(options.read().folders().outputs()));
        Stream<RunIndexEntry> runs = queries.listRecentRuns(Integer.MAX_VALUE).stream()
                .filter(run -> model == null || run.modelKey().equals(model))
                .filter(run -> status == null || run.status().equals(status))
                .filter(run -> tag == null || run.tags().contains(tag));
        print(runs.limit(Math.max(0, limit)).toList());
        return ExitCode.OK;
    }

    private void print(List<RunIndexEntry> runs) {
        PrintWriter out = command.commandLine().getOut();
        if (json) {
            Terminal.json(out, runs);
            return;
        }
        if (runs.isEmpty() && (model != null || status != null || tag != null)) {
            out.println("No run is like that; `runfolio list` shows all.");
            out.flush();
            return;
        }
        if (runs.isEmpty()) {
            out.println("No runs. Drop an event into the inbox and start `runfolio worker`, or see `runfolio demo`.");
            out.flush();
            return;
        }
        new ListPrinter(out).print(runs);
    }
}

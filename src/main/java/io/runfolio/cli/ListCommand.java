package io.runfolio.cli;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.catalog.ArtifactQuery;
import io.runfolio.catalog.Catalog.CatalogRun;
import io.runfolio.catalog.Page;
import io.runfolio.index.RunQueries;
import io.runfolio.run.RunIndexEntry;
import io.runfolio.settings.RunfolioSettings;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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

    @Mixin
    private QueryOptions query;

    @Mixin
    private PageOptions paging;

    @Option(names = "--json", description = "Index entries as JSON.")
    private boolean json;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        RunfolioSettings settings = options.read();
        ArtifactQuery wanted = query.query(settings, Optional.empty());
        PrintWriter out = command.commandLine().getOut();
        // what the index can answer needs no catalog: it works on outputs that cannot be written to as well
        if (query.isOfIndex() && paging.first()) {
            print(out, paging.firstOf(indexed(settings, wanted)), settings, wanted);
            return ExitCode.OK;
        }
        Page<CatalogRun> page = FreshCatalog.isMissing(settings)
                ? new Page<>(List.of(), Optional.empty())
                : FreshCatalog.ask(
                        settings, catalog -> paging.of((limit, cursor) -> catalog.runs(wanted, limit, cursor)));
        print(out, page.items().stream().map(ListCommand::entry).toList(), settings, wanted);
        paging.hint(page);
        return ExitCode.OK;
    }

    private List<RunIndexEntry> indexed(RunfolioSettings settings, ArtifactQuery wanted) {
        RunQueries index = new RunQueries(new BundleLayout(settings.folders().outputs()));
        return index.listRecentRuns(Integer.MAX_VALUE).stream()
                .filter(run -> wanted.models().isEmpty() || wanted.models().contains(run.modelKey()))
                .filter(run ->
                        wanted.runStatuses().isEmpty() || wanted.runStatuses().contains(run.status()))
                .toList();
    }

    private static RunIndexEntry entry(CatalogRun run) {
        return RunIndexEntry.of(run.view().manifest()).at(run.view().runPath());
    }

    private void print(PrintWriter out, List<RunIndexEntry> runs, RunfolioSettings settings, ArtifactQuery wanted) {
        if (json) {
            Terminal.json(out, runs);
        } else if (runs.isEmpty()) {
            out.println(NoResults.explain("runs", settings, wanted));
            out.flush();
        } else {
            new ListPrinter(out).print(runs);
        }
    }
}

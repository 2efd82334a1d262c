package io.runfolio.cli.command;

import io.runfolio.catalog.ArtifactQuery;
import io.runfolio.catalog.Catalog.CatalogRun;
import io.runfolio.catalog.Page;
import io.runfolio.cli.input.CurrentCatalog;
import io.runfolio.cli.input.PageOptions;
import io.runfolio.cli.input.QueryOptions;
import io.runfolio.cli.output.EmptyResultHint;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.RunTable;
import io.runfolio.cli.output.Terminal;
import io.runfolio.index.RunQueries;
import io.runfolio.run.RunIndexEntry;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code runfolio list}. */
@Command(name = "list", description = "Lists bundled runs, newest first.", mixinStandardHelpOptions = true)
public final class ListCommand extends SettingsCommand {
    @Mixin
    private QueryOptions query;

    @Mixin
    private PageOptions paging;

    @Option(names = "--json", description = "Print index entries as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        RunfolioSettings settings = options.read();
        ArtifactQuery wanted = query.query(settings, Optional.empty());
        PrintWriter out = out();
        // what the index can answer needs no catalog: it works on outputs that cannot be written to as well
        if (query.isOfIndex() && paging.first()) {
            print(out, paging.firstOf(indexed(settings, wanted)), settings, wanted);
            return ExitCode.OK;
        }
        Page<CatalogRun> page = CurrentCatalog.isMissing(settings)
                ? new Page<>(List.of(), Optional.empty())
                : CurrentCatalog.query(
                        settings, catalog -> paging.of((limit, cursor) -> catalog.runs(wanted, limit, cursor)));
        print(out, page.items().stream().map(ListCommand::entry).toList(), settings, wanted);
        paging.hint(page);
        return ExitCode.OK;
    }

    private List<RunIndexEntry> indexed(RunfolioSettings settings, ArtifactQuery wanted) {
        RunQueries index = new RunQueries(Backends.outputs(settings));
        return index.listRecentRuns(Integer.MAX_VALUE).stream()
                .filter(run -> wanted.models().isEmpty() || wanted.models().contains(run.modelKey()))
                .filter(run ->
                        wanted.runStatuses().isEmpty() || wanted.runStatuses().contains(run.status()))
                .toList();
    }

    private static RunIndexEntry entry(CatalogRun run) {
        return RunIndexEntry.of(run.view().manifest()).withRunPath(run.view().runPath());
    }

    private void print(PrintWriter out, List<RunIndexEntry> runs, RunfolioSettings settings, ArtifactQuery wanted) {
        if (json) {
            Terminal.json(out, runs);
        } else if (runs.isEmpty()) {
            out.println(EmptyResultHint.explain("runs", settings, wanted));
            out.flush();
        } else {
            new RunTable(out).print(runs);
        }
    }
}

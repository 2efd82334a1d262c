package io.runfolio.cli.command;

import io.runfolio.catalog.ArtifactQuery;
import io.runfolio.catalog.Catalog.CatalogArtifact;
import io.runfolio.catalog.Page;
import io.runfolio.cli.input.CurrentCatalog;
import io.runfolio.cli.input.PageOptions;
import io.runfolio.cli.input.QueryOptions;
import io.runfolio.cli.output.EmptyResultHint;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.SearchResult;
import io.runfolio.cli.output.Terminal;
import io.runfolio.settings.RunfolioSettings;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code runfolio search}. */
@Command(
        name = "search",
        description = "Searches artifacts by words in prompts and titles, and by filters; newest first.",
        mixinStandardHelpOptions = true)
public final class SearchCommand extends SettingsCommand {
    @Mixin
    private QueryOptions query;

    @Mixin
    private PageOptions paging;

    @Parameters(
            arity = "0..*",
            paramLabel = "WORDS",
            description = "Required words. '\"red fox\"' is a phrase, 'fox OR wolf' matches either, '-- -blurry' "
                    + "excludes a word.")
    private List<String> words = List.of();

    @Option(names = "--json", description = "Print JSON, with the cursor of the next page.")
    private boolean json;

    @Override
    public Integer call() {
        Optional<String> text = Optional.of(String.join(" ", words)).filter(joined -> !joined.isBlank());
        RunfolioSettings settings = options.read();
        ArtifactQuery wanted = query.query(settings, text);
        Page<CatalogArtifact> page = CurrentCatalog.isMissing(settings)
                ? new Page<>(List.of(), Optional.empty())
                : CurrentCatalog.query(
                        settings, catalog -> paging.of((limit, cursor) -> catalog.artifacts(wanted, limit, cursor)));
        PrintWriter out = out();
        if (json) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("items", page.items().stream().map(SearchResult::of).toList());
            document.put("next", page.next().orElse(null));
            Terminal.json(out, document);
            return ExitCode.OK;
        }
        if (page.items().isEmpty()) {
            out.println(EmptyResultHint.explain("artifacts", settings, wanted));
            out.flush();
            return ExitCode.OK;
        }
        Terminal.table(
                out,
                List.of("ARTIFACT", "RUN", "CLASS", "REVIEW", "SIZE", "PROMPT"),
                page.items().stream()
                        .map(SearchResult::of)
                        .map(SearchResult::row)
                        .toList());
        paging.hint(page);
        return ExitCode.OK;
    }
}

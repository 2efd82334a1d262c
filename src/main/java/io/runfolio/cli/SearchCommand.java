package io.runfolio.cli;

import io.runfolio.catalog.ArtifactQuery;
import io.runfolio.catalog.Catalog.CatalogArtifact;
import io.runfolio.catalog.Page;
import io.runfolio.settings.RunfolioSettings;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code runfolio search}. */
@Command(
        name = "search",
        description =
                "Finds artifacts by the words of their prompts and titles, and by what is known of them; newest first.",
        mixinStandardHelpOptions = true)
final class SearchCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions options;

    @Mixin
    private QueryOptions query;

    @Mixin
    private PageOptions paging;

    @Parameters(
            arity = "0..*",
            paramLabel = "WORDS",
            description =
                    "Words that must all be there. In one argument of the shell: '\"red fox\"' a phrase, 'fox OR wolf' either, '-- -blurry' without.")
    private List<String> words = List.of();

    @Option(names = "--json", description = "The same as JSON, with the cursor of the next page.")
    private boolean json;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        Optional<String> text = Optional.of(String.join(" ", words)).filter(joined -> !joined.isBlank());
        RunfolioSettings settings = options.read();
        ArtifactQuery wanted = query.query(settings, text);
        Page<CatalogArtifact> page = FreshCatalog.isMissing(settings)
                ? new Page<>(List.of(), Optional.empty())
                : FreshCatalog.ask(
                        settings, catalog -> paging.of((limit, cursor) -> catalog.artifacts(wanted, limit, cursor)));
        PrintWriter out = command.commandLine().getOut();
        if (json) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("items", page.items().stream().map(FoundArtifact::of).toList());
            document.put("next", page.next().orElse(null));
            Terminal.json(out, document);
            return ExitCode.OK;
        }
        if (page.items().isEmpty()) {
            out.println(NoResults.explain("artifacts", settings, wanted));
            out.flush();
            return ExitCode.OK;
        }
        Terminal.table(
                out,
                List.of("ARTIFACT", "RUN", "CLASS", "REVIEW", "SIZE", "PROMPT"),
                page.items().stream()
                        .map(FoundArtifact::of)
                        .map(FoundArtifact::row)
                        .toList());
        paging.hint(page);
        return ExitCode.OK;
    }
}

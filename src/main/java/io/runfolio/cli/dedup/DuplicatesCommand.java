package io.runfolio.cli.dedup;

import io.runfolio.artifact.UnknownArtifactException;
import io.runfolio.catalog.Catalog.CatalogArtifact;
import io.runfolio.catalog.Duplicates;
import io.runfolio.cli.command.ReportCommand;
import io.runfolio.cli.input.CurrentCatalog;
import io.runfolio.cli.input.IdResolver;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.run.extras.PerceptualHash;
import io.runfolio.settings.RunfolioSettings;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code runfolio duplicates}. */
@Command(
        name = "duplicates",
        description = "Finds artifacts with the same file, the same picture, or a similar one.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "exact: same SHA-256. reencoded: same picture in another encoding or size.",
            "alike: a similar picture, which is no duplicate."
        })
public final class DuplicatesCommand extends ReportCommand {
    private static final int MAX_LIMIT = 500;

    @Parameters(paramLabel = "ID", description = "Id or unique id prefix of an artifact.")
    private String id;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "Artifacts of each group, 1 to 500; default: ${DEFAULT-VALUE}.")
    private int limit;

    @Override
    public Integer call() {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw misuse("--limit must be 1 to " + MAX_LIMIT + ", not " + limit);
        }
        RunfolioSettings settings = options.read();
        String artifactId = new IdResolver(settings).resolveAny(List.of(id)).get(0);
        Duplicates found = CurrentCatalog.query(settings, catalog -> {
            CatalogArtifact artifact =
                    catalog.artifact(artifactId).orElseThrow(() -> new UnknownArtifactException(artifactId));
            return catalog.duplicates(artifact, limit);
        });
        if (json) {
            Terminal.json(out(), report(artifactId, found));
        } else {
            print(out(), found);
        }
        return ExitCode.OK;
    }

    private static Map<String, Object> report(String artifactId, Duplicates found) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("artifact_id", artifactId);
        report.put("exact", rows(found.exact()));
        report.put(
                "reencoded",
                found.reencoded().stream().map(DuplicatesCommand::row).toList());
        report.put("alike", found.alike().stream().map(DuplicatesCommand::row).toList());
        report.put("compared", found.compared());
        report.put("complete", found.isComplete());
        return report;
    }

    private static List<Map<String, Object>> rows(List<CatalogArtifact> artifacts) {
        return artifacts.stream().map(DuplicatesCommand::row).toList();
    }

    private static Map<String, Object> row(CatalogArtifact artifact) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("artifact_id", artifact.view().record().id());
        row.put("run_path", artifact.runPath());
        row.put("model", artifact.modelKey());
        return row;
    }

    private static Map<String, Object> row(Duplicates.Match match) {
        Map<String, Object> row = row(match.artifact());
        row.put("structure", match.distance().structure());
        row.put("color", match.distance().color());
        return row;
    }

    private static void print(PrintWriter out, Duplicates found) {
        List<List<String>> rows = new ArrayList<>();
        found.exact().forEach(artifact -> rows.add(line("exact", artifact, "")));
        found.reencoded().forEach(match -> rows.add(line("reencoded", match.artifact(), distance(match.distance()))));
        found.alike().forEach(match -> rows.add(line("alike", match.artifact(), distance(match.distance()))));
        if (!rows.isEmpty()) {
            Terminal.table(out, List.of("GROUP", "ARTIFACT", "DISTANCE", "RUN"), rows);
        }
        out.println(found.exact().size() + " exact, " + found.reencoded().size() + " reencoded, "
                + found.alike().size() + " alike; " + found.compared() + " pictures compared"
                + (found.isComplete() ? "." : "; there may be more."));
        out.flush();
    }

    private static List<String> line(String group, CatalogArtifact artifact, String distance) {
        return List.of(group, artifact.view().record().id(), distance, artifact.runPath());
    }

    private static String distance(PerceptualHash.Distance distance) {
        return distance.structure() + " bits, color " + distance.color();
    }
}

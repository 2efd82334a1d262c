package io.runfolio.cli.removal;

import io.runfolio.bundle.RunFolder;
import io.runfolio.bundle.ledger.Removal;
import io.runfolio.bundle.ledger.RetentionLedger;
import io.runfolio.cli.command.ReportCommand;
import io.runfolio.cli.input.WritableRoots;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.retention.purge.RestoreOutcome;
import io.runfolio.retention.purge.UnknownRemovalException;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.RetentionParts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code runfolio restore}. */
@Command(
        name = "restore",
        description = "Brings removed files back from the trash.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit codes: 0 restored; 1 an id is unknown; 2 wrong usage; 3 some files are not in the trash any more;"
                    + " 4 the disk failed."
        })
public final class RestoreCommand extends ReportCommand {
    @Parameters(
            paramLabel = "ID",
            arity = "1..*",
            description = "Ids of removals, see `runfolio trash list`, or of runs or artifacts.")
    private List<String> ids;

    @Option(names = "--note", paramLabel = "TEXT", description = "Why; kept in the bundle.")
    private String note;

    @Option(names = "--by", paramLabel = "NAME", description = "Who restores; default: ${DEFAULT-VALUE}.")
    private String by = System.getProperty("user.name");

    /** Removal in a bundle. */
    private record Located(String runPath, Removal removal) {}

    @Override
    public Integer call() {
        RunfolioSettings settings = options.read();
        WritableRoots.openOutputs(settings);
        List<Map<String, Object>> rows = RetentionParts.use(settings, parts -> {
            List<Map<String, Object>> done = new ArrayList<>();
            for (String id : ids) {
                for (Located one : find(settings, parts, id)) {
                    RestoreOutcome outcome = parts.restorer()
                            .restore(one.runPath(), one.removal().removalId(), by, note);
                    done.add(row(one, outcome));
                }
            }
            return done;
        });
        print(rows);
        return rows.stream().allMatch(row -> ((List<?>) row.get("missing")).isEmpty()) ? ExitCode.OK : ExitCode.REFUSED;
    }

    private static List<Located> find(RunfolioSettings settings, RetentionParts parts, String id) {
        if (Removal.isId(id)) {
            return parts.sweep().list().stream()
                    .filter(entry -> entry.removal().removalId().equals(id))
                    .map(entry -> new Located(entry.runPath(), entry.removal()))
                    .findFirst()
                    .map(List::of)
                    .orElseThrow(() -> new UnknownRemovalException(id));
        }
        List<Located> found = new ArrayList<>();
        for (Target target : Target.of(settings, List.of(id))) {
            RetentionLedger.read(new RunFolder(parts.layout().bundle(target.runPath())).reviewLog()).removals().stream()
                    .filter(removal -> !removal.isDeleted())
                    .filter(removal -> target.artifactId().isEmpty()
                            || target.artifactId().get().equals(removal.artifactId()))
                    .forEach(removal -> found.add(new Located(target.runPath(), removal)));
        }
        if (found.isEmpty()) {
            throw new UnknownRemovalException("of " + id + " whose files are in the trash");
        }
        return found;
    }

    private static Map<String, Object> row(Located located, RestoreOutcome outcome) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("removal_id", located.removal().removalId());
        row.put("run_path", located.runPath());
        row.put("restored", outcome.restored());
        row.put("missing", outcome.missing());
        return row;
    }

    private void print(List<Map<String, Object>> rows) {
        if (json) {
            Terminal.json(out(), rows);
            return;
        }
        Terminal.wrappedTable(
                out(),
                List.of("REMOVAL", "RUN", "RESTORED", "NOT IN THE TRASH"),
                rows.stream()
                        .map(row -> List.of(
                                row.get("removal_id").toString(),
                                row.get("run_path").toString(),
                                ((List<?>) row.get("restored")).size() + " files",
                                ((List<?>) row.get("missing")).size() + " files"))
                        .toList());
        out().flush();
    }
}

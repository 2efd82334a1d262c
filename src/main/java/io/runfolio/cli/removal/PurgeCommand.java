package io.runfolio.cli.removal;

import io.runfolio.bundle.ledger.Removal;
import io.runfolio.bundle.ledger.RemovalScope;
import io.runfolio.bundle.ledger.RemovedFile;
import io.runfolio.cli.command.ReportCommand;
import io.runfolio.cli.input.WritableRoots;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.retention.Protection;
import io.runfolio.retention.purge.PurgeOrder;
import io.runfolio.retention.purge.PurgeOutcome;
import io.runfolio.retention.purge.PurgePreview;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.RetentionParts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code runfolio purge}. */
@Command(
        name = "purge",
        description = "Removes files of artifacts or runs; their records and a tombstone stay.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Without --yes, or with --dry-run, it only lists the files. What is approved, preferred, held, shared,"
                    + " tagged keep or referenced is never removed.",
            "Exit codes: 0 removed or listed; 1 an id is unknown; 2 wrong usage; 3 some are protected; 4 the disk"
                    + " failed."
        })
public final class PurgeCommand extends ReportCommand {
    private static final int DEFAULT_GRACE_DAYS = 30;
    private static final int MAX_GRACE_DAYS = 3650;

    @Parameters(paramLabel = "ID", arity = "1..*", description = "Ids of artifacts or runs, or unique prefixes.")
    private List<String> ids;

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            required = true,
            description = "What is removed: derivatives, originals, binaries (both), or bundle (all but the records).")
    private RemovalScope scope;

    @Option(
            names = "--grace",
            paramLabel = "DAYS",
            description = "Days in the trash, 0 to 3650; 0 deletes at once. Default: ${DEFAULT-VALUE}.")
    private int grace = DEFAULT_GRACE_DAYS;

    @Option(names = "--keep-thumb", description = "Keep thumbs and posters.")
    private boolean keepThumb;

    @Option(names = "--note", paramLabel = "TEXT", description = "Why; kept in the tombstone.")
    private String note;

    @Option(names = "--by", paramLabel = "NAME", description = "Who removes; default: ${DEFAULT-VALUE}.")
    private String by = System.getProperty("user.name");

    @Option(names = "--dry-run", description = "List the files and change nothing.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Remove the files.")
    private boolean yes;

    @Override
    public Integer call() {
        if (grace < 0 || grace > MAX_GRACE_DAYS) {
            throw misuse("--grace " + grace + " is not a number of days from 0 to " + MAX_GRACE_DAYS);
        }
        RunfolioSettings settings = options.read();
        List<Target> targets = Target.of(settings, ids);
        if (scope == RemovalScope.BUNDLE
                && targets.stream().anyMatch(target -> target.artifactId().isPresent())) {
            throw misuse("--scope bundle is for whole runs: name the run, or use --scope binaries");
        }
        WritableRoots.openOutputs(settings);
        boolean isPlan = dryRun || !yes;
        List<Map<String, Object>> rows = RetentionParts.use(settings, parts -> targets.stream()
                .map(target -> isPlan ? plan(parts, target) : purge(parts, target))
                .toList());
        print(rows, isPlan);
        return rows.stream().anyMatch(row -> row.get("status").equals("protected")) ? ExitCode.REFUSED : ExitCode.OK;
    }

    private Map<String, Object> plan(RetentionParts parts, Target target) {
        PurgePreview preview =
                parts.purger().preview(target.runPath(), target.artifactId().orElse(null), scope, keepThumb);
        return row(target, preview.word(), null, preview.files(), preview.protections());
    }

    private Map<String, Object> purge(RetentionParts parts, Target target) {
        PurgeOrder order = new PurgeOrder(
                PurgeOrder.newId(),
                target.runPath(),
                target.artifactId().orElse(null),
                scope,
                null,
                null,
                by,
                note,
                Duration.ofDays(grace));
        PurgeOutcome outcome = parts.purger().purge(keepThumb ? order.keepingThumb() : order);
        return row(
                target,
                outcome.status().name().toLowerCase(Locale.ROOT),
                outcome.removal().map(Removal::removalId).orElse(null),
                outcome.removal().map(Removal::files).orElse(List.of()),
                outcome.protections());
    }

    private static Map<String, Object> row(
            Target target, String status, String removalId, List<RemovedFile> files, List<Protection> protections) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", target.id());
        row.put("run_id", target.runId());
        row.put("status", status);
        row.put("removal_id", removalId);
        row.put("bytes", files.stream().mapToLong(RemovedFile::bytes).sum());
        row.put("files", files.stream().map(RemovedFile::path).toList());
        row.put(
                "protections",
                protections.stream()
                        .map(one -> Map.of("kind", one.kind().word(), "words", one.words()))
                        .toList());
        row.put("why", protections.stream().map(Protection::words).collect(Collectors.joining("; ")));
        return row;
    }

    private void print(List<Map<String, Object>> rows, boolean isPlan) {
        if (json) {
            Terminal.json(out(), rows);
            return;
        }
        List<List<String>> cells = new ArrayList<>();
        for (Map<String, Object> row : rows) {
            String files = ((List<?>) row.get("files")).size() + " files, " + row.get("bytes") + " bytes";
            String removal =
                    row.get("removal_id") == null ? "" : row.get("removal_id").toString();
            String why = row.get("why").toString();
            cells.add(List.of(
                    row.get("id").toString(), row.get("status").toString(), files, why.isEmpty() ? removal : why));
        }
        Terminal.wrappedTable(out(), List.of("ID", "STATUS", "FILES", "REMOVAL"), cells);
        if (isPlan && !dryRun) {
            out().println("Nothing was changed: add --yes to remove these files.");
        }
        out().flush();
    }
}

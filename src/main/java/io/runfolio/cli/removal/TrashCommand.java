package io.runfolio.cli.removal;

import io.runfolio.cli.command.ReportCommand;
import io.runfolio.cli.input.WritableRoots;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.retention.Protection;
import io.runfolio.retention.purge.SweepReport;
import io.runfolio.retention.purge.TrashEntry;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.RetentionParts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code runfolio trash}. */
@Command(
        name = "trash",
        description = "Lists, completes and empties the trash of removed files.",
        mixinStandardHelpOptions = true,
        subcommands = {TrashCommand.Listing.class, TrashCommand.Sweep.class, TrashCommand.Empty.class})
public final class TrashCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                command.commandLine(), "Say what to do: `runfolio trash list`, `sweep` or `empty`");
    }

    private static Map<String, Object> row(TrashEntry entry) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("removal_id", entry.removal().removalId());
        row.put("run_id", entry.runId());
        row.put("artifact_id", entry.removal().artifactId());
        row.put("scope", entry.removal().scope().word());
        row.put("files", entry.removal().files().size());
        row.put("bytes", entry.removal().bytes());
        row.put("removed_at", entry.removal().at());
        row.put("by", entry.removal().by());
        row.put("restorable_until", entry.removal().trashUntil());
        row.put(
                "protections",
                entry.protections().stream().map(Protection::words).toList());
        return row;
    }

    private static List<String> cells(TrashEntry entry) {
        return List.of(
                entry.removal().removalId(),
                entry.removal().artifactId() == null
                        ? entry.runId()
                        : entry.removal().artifactId(),
                entry.removal().scope().word(),
                entry.removal().files().size() + " files, " + entry.removal().bytes() + " bytes",
                String.valueOf(entry.removal().trashUntil()),
                entry.protections().stream().map(Protection::words).collect(Collectors.joining("; ")));
    }

    private static final List<String> HEAD = List.of("REMOVAL", "OF", "SCOPE", "FILES", "UNTIL", "KEPT BECAUSE");

    /** {@code runfolio trash list}. */
    @Command(name = "list", description = "Lists what can be restored.", mixinStandardHelpOptions = true)
    static final class Listing extends ReportCommand {
        @Override
        public Integer call() {
            List<TrashEntry> entries =
                    RetentionParts.use(options.read(), parts -> parts.sweep().list());
            if (json) {
                Terminal.json(out(), entries.stream().map(TrashCommand::row).toList());
            } else if (entries.isEmpty()) {
                out().println("The trash is empty.");
            } else {
                Terminal.wrappedTable(
                        out(), HEAD, entries.stream().map(TrashCommand::cells).toList());
            }
            out().flush();
            return ExitCode.OK;
        }
    }

    /** Command that changes the trash. */
    abstract static class Change extends ReportCommand {
        abstract SweepReport change(RetentionParts parts);

        final int run() {
            RunfolioSettings settings = options.read();
            WritableRoots.openOutputs(settings);
            SweepReport report = RetentionParts.use(settings, this::change);
            if (json) {
                Map<String, Object> document = new LinkedHashMap<>();
                document.put(
                        "deleted",
                        report.deleted().stream().map(TrashCommand::row).toList());
                document.put(
                        "kept", report.kept().stream().map(TrashCommand::row).toList());
                document.put("bytes", report.bytes());
                document.put("problems", report.problems());
                Terminal.json(out(), document);
            } else {
                out().println(report.deleted().size() + " removals deleted for good, " + report.bytes() + " bytes.");
                report.kept().forEach(entry -> out().println(
                                "Kept " + entry.removal().removalId() + ": "
                                        + Terminal.printable(cells(entry).get(HEAD.size() - 1))));
                report.problems().forEach(problem -> err().println("runfolio: " + Terminal.printable(problem)));
            }
            out().flush();
            return report.problems().isEmpty() ? ExitCode.OK : ExitCode.NOT_READY;
        }
    }

    /** {@code runfolio trash sweep}. */
    @Command(
            name = "sweep",
            description = "Completes removals and restores that were interrupted, and deletes what is due.",
            mixinStandardHelpOptions = true)
    static final class Sweep extends Change {
        @Override
        public Integer call() {
            return run();
        }

        @Override
        SweepReport change(RetentionParts parts) {
            return parts.sweep().sweep();
        }
    }

    /** {@code runfolio trash empty}. */
    @Command(
            name = "empty",
            description = "Deletes removed files for good before their time; what is protected stays.",
            mixinStandardHelpOptions = true)
    static final class Empty extends Change {
        @Parameters(
                paramLabel = "REMOVAL",
                arity = "0..*",
                description = "Ids of removals, see `runfolio trash list`; without them all.")
        private List<String> ids = List.of();

        @Option(names = "--yes", required = true, description = "Confirm that the files are deleted for good.")
        private boolean yes;

        @Option(names = "--by", paramLabel = "NAME", description = "Who deletes; default: ${DEFAULT-VALUE}.")
        private String by = System.getProperty("user.name");

        @Override
        public Integer call() {
            return run();
        }

        @Override
        SweepReport change(RetentionParts parts) {
            return parts.sweep().empty(Set.copyOf(ids), by);
        }
    }
}

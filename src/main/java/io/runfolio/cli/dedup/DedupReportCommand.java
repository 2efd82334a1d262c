package io.runfolio.cli.dedup;

import io.runfolio.cli.command.ReportCommand;
import io.runfolio.cli.input.CurrentCatalog;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.dedup.DedupReport;
import io.runfolio.files.StorageException;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;

/** {@code runfolio dedup report}. */
@Command(
        name = "report",
        description = "Prints the bytes that sharing saves, and could save, by project.",
        mixinStandardHelpOptions = true)
final class DedupReportCommand extends ReportCommand {
    @Override
    public Integer call() {
        RunfolioSettings settings = options.read();
        if (CurrentCatalog.isMissing(settings)) {
            throw new StorageException(
                    "There is no folder " + settings.folders().outputs()
                            + ": name the folder of the bundles with --outputs",
                    null);
        }
        DedupReport report = DedupReport.of(Backends.outputs(settings));
        if (json) {
            Terminal.json(out(), report);
        } else {
            print(out(), report);
        }
        return ExitCode.OK;
    }

    private static void print(PrintWriter out, DedupReport report) {
        Terminal.table(
                out,
                List.of("PROJECT", "ORIGINALS", "BYTES", "SAVED", "COULD BE SAVED"),
                report.projects().stream()
                        .map(project -> List.of(
                                project.name().isEmpty() ? "(none)" : project.name(),
                                String.valueOf(project.originals()),
                                bytes(project.bytes()),
                                bytes(project.savedBytes()),
                                bytes(project.convertibleBytes())))
                        .toList());
        report.unreadable().forEach(path -> out.println("not counted: " + Terminal.printable(path)));
        out.println(report.originals() + " originals of " + bytes(report.bytes()) + " bytes take "
                + bytes(report.storedBytes()) + "; " + bytes(report.savedBytes()) + " are saved.");
        out.println(report.objects() + " objects; " + report.unusedObjects() + " of " + bytes(report.unusedBytes())
                + " bytes are unused: `runfolio dedup sweep` removes them.");
        out.flush();
    }

    private static String bytes(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}

package io.runfolio.cli.dedup;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.cli.command.ReportCommand;
import io.runfolio.cli.input.WritableRoots;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.dedup.DedupResult;
import io.runfolio.dedup.DedupSteps;
import io.runfolio.dedup.Deduplicator;
import io.runfolio.dedup.ProgramCloner;
import io.runfolio.media.child.ProcessChildRunner;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Option;

/** Command that changes or only counts the files of a library. */
abstract class DedupAction extends ReportCommand {
    @Option(names = "--dry-run", description = "Count, and change nothing.")
    protected boolean dryRun;

    /** Returns the deduplicator of an outputs folder, which must be one. */
    protected final Deduplicator deduplicator(RunfolioSettings settings) {
        WritableRoots.openOutputs(settings);
        BundleLayout layout = Backends.outputs(settings);
        return new Deduplicator(layout, new ProgramCloner(new ProcessChildRunner()), DedupSteps.NONE);
    }

    /** Prints a result and returns the exit code. */
    protected final int print(DedupResult result, String summary) {
        PrintWriter out = out();
        if (json) {
            Terminal.json(out, result);
        } else {
            print(out, "damaged", result.damaged());
            print(out, "left as it is", result.skipped());
            out.println(summary);
            out.flush();
        }
        return result.damaged().isEmpty() ? ExitCode.OK : ExitCode.NOT_READY;
    }

    private static void print(PrintWriter out, String what, List<DedupResult.Remark> remarks) {
        remarks.forEach(
                remark -> out.println(what + ": " + Terminal.printable(remark.path() + ": " + remark.reason())));
    }
}

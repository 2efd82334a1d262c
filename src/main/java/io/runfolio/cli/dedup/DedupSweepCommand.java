package io.runfolio.cli.dedup;

import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.dedup.ObjectSweep;
import java.util.Locale;
import picocli.CommandLine.Command;

/** {@code runfolio dedup sweep}. */
@Command(
        name = "sweep",
        description = "Removes the objects that no bundle uses any more; bundles are not touched.",
        mixinStandardHelpOptions = true)
final class DedupSweepCommand extends DedupAction {
    @Override
    public Integer call() {
        ObjectSweep.Swept swept = deduplicator(options.read()).sweep(dryRun);
        if (json) {
            Terminal.json(out(), swept);
        } else {
            out().printf(
                            Locale.ROOT,
                            "%d objects: %d unused ones %s, %,d bytes.%n",
                            swept.objects(),
                            swept.removed(),
                            dryRun ? "to remove" : "removed",
                            swept.bytes());
            out().flush();
        }
        return ExitCode.OK;
    }
}

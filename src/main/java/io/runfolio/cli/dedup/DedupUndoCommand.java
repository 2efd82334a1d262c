package io.runfolio.cli.dedup;

import io.runfolio.cli.output.Terminal;
import io.runfolio.dedup.DedupResult;
import io.runfolio.settings.RunfolioSettings;
import java.util.Locale;
import picocli.CommandLine.Command;

/** {@code runfolio dedup undo}. */
@Command(
        name = "undo",
        description = "Gives each original bytes of its own again, and removes the objects.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Set runfolio.dedup=off first, as workers share new originals otherwise. The copies need room",
            "on the disk; `runfolio dedup undo --dry-run` says how much.",
            "Exit codes: 0 done; 1 no room; 2 wrong usage; 4 damage was found."
        })
final class DedupUndoCommand extends DedupAction {
    @Override
    public Integer call() {
        RunfolioSettings settings = options.read();
        DedupResult result = deduplicator(settings).undo(dryRun, (done, of) -> Terminal.progress(done, of, "bundles"));
        return print(
                result,
                String.format(
                        Locale.ROOT,
                        "%d bundles, %d originals: %d %s, %d were plain; %,d bytes %s.",
                        result.bundles(),
                        result.originals(),
                        result.changed(),
                        dryRun ? "to copy" : "copied",
                        result.unchanged(),
                        result.bytes(),
                        dryRun ? "would be written" : "written"));
    }
}

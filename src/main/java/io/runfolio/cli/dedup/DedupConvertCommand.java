package io.runfolio.cli.dedup;

import io.runfolio.cli.output.Terminal;
import io.runfolio.dedup.DedupResult;
import io.runfolio.settings.MediaSettings.DedupMode;
import io.runfolio.settings.RunfolioSettings;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code runfolio dedup convert}. */
@Command(
        name = "convert",
        description = "Lets the equal originals of all bundles share their bytes, in place.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Each original is verified by its checksum, and replaced by one rename. After a kill, start it",
            "again: it continues. Workers may keep running.",
            "Exit codes: 0 done; 2 wrong usage, or the file system cannot do this; 4 damage was found."
        })
final class DedupConvertCommand extends DedupAction {
    @Option(names = "--to", paramLabel = "MODE", description = "reflink, hardlink or store; default: runfolio.dedup.")
    private DedupMode to;

    @Override
    public Integer call() {
        RunfolioSettings settings = options.read();
        DedupMode mode = to == null ? settings.media().dedup() : to;
        if (mode == DedupMode.OFF) {
            throw misuse(
                    to == null
                            ? "Choose --to reflink, hardlink or store, or set runfolio.dedup"
                            : "`runfolio dedup undo` gives each original bytes of its own");
        }
        DedupResult result =
                deduplicator(settings).convert(mode, dryRun, (done, of) -> Terminal.progress(done, of, "bundles"));
        return print(
                result,
                String.format(
                        Locale.ROOT,
                        "%d bundles, %d originals, by %s: %d %s, %d shared before; %,d bytes %s.",
                        result.bundles(),
                        result.originals(),
                        result.mode(),
                        result.changed(),
                        dryRun ? "to share" : "now shared",
                        result.unchanged(),
                        result.bytes(),
                        dryRun ? "would be freed" : "freed"));
    }
}

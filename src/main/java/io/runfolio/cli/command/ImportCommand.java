package io.runfolio.cli.command;

import io.runfolio.artifact.transfer.ImportResult;
import io.runfolio.artifact.transfer.Importer;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.cli.input.WritableRoots;
import io.runfolio.cli.output.CommandFailure;
import io.runfolio.cli.output.ImportResultTable;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import io.runfolio.wiring.StoreWiring;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code runfolio import}. */
@Command(
        name = "import",
        description = "Imports the bundles of an export, byte for byte and with their ids.",
        mixinStandardHelpOptions = true)
public final class ImportCommand extends ReportCommand {
    @Parameters(paramLabel = "EXPORT", description = "Zip or folder made by `runfolio export --form bundle`.")
    private Path source;

    @Option(names = "--dry-run", description = "Report the result for each bundle and change nothing.")
    private boolean dryRun;

    @Option(
            names = "--max-bytes",
            paramLabel = "BYTES",
            description = "Maximum total size of the bundles; default: ${DEFAULT-VALUE}.")
    private long mostBytes = 100_000_000_000L;

    @Override
    public Integer call() {
        RunfolioSettings settings = options.read();
        CommandFailure.refuseUnreadable(source);
        if (!dryRun) {
            WritableRoots.openOutputs(settings);
        }
        BundleLayout layout = Backends.outputs(settings);
        List<ImportResult> results = new Importer(layout, mostBytes).importBundles(source, dryRun);
        if (!dryRun) {
            StoreWiring.publish(settings);
        }
        return ImportResultTable.print(out(), results, json);
    }
}

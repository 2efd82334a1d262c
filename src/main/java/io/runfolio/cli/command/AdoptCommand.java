package io.runfolio.cli.command;

import io.runfolio.artifact.transfer.Adopter;
import io.runfolio.artifact.transfer.ImportResult;
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

/** {@code runfolio adopt}. */
@Command(
        name = "adopt",
        description = "Adds artifact records and index lines to bundles of other programs and older versions;"
                + " their files stay unchanged. Bundles outside the outputs folder are copied into it.",
        mixinStandardHelpOptions = true)
public final class AdoptCommand extends ReportCommand {
    @Parameters(paramLabel = "DIR", description = "Folder that contains bundles, such as the outputs folder.")
    private Path folder;

    @Option(names = "--dry-run", description = "Report the result for each bundle and change nothing.")
    private boolean dryRun;

    @Override
    public Integer call() {
        RunfolioSettings settings = options.read();
        CommandFailure.refuseUnreadable(folder);
        if (!dryRun) {
            WritableRoots.openOutputs(settings);
        }
        BundleLayout layout = Backends.outputs(settings);
        List<ImportResult> results = new Adopter(layout).adopt(folder, dryRun);
        if (!dryRun) {
            StoreWiring.publish(settings);
        }
        return ImportResultTable.print(out(), results, json);
    }
}

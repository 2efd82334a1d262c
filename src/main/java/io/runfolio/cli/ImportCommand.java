package io.runfolio.cli;

import io.runfolio.artifact.transfer.Importer;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.settings.RunfolioSettings;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code runfolio import}. */
@Command(
        name = "import",
        description = "Takes in the bundles of an export, byte for byte and under their own ids.",
        mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions options;

    @Parameters(paramLabel = "EXPORT", description = "A zip or a folder of `runfolio export --form bundle`.")
    private Path source;

    @Option(names = "--dry-run", description = "Say only what would become of each bundle.")
    private boolean dryRun;

    @Option(
            names = "--max-bytes",
            paramLabel = "BYTES",
            description = "Most that its bundles may have together; default: ${DEFAULT-VALUE}.")
    private long mostBytes = 100_000_000_000L;

    @Option(names = "--json", description = "The same as JSON.")
    private boolean json;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        RunfolioSettings settings = options.read();
        Fault.refuseUnreadable(source);
        if (!dryRun) {
            Roots.openOutputs(settings);
        }
        BundleLayout layout = new BundleLayout(settings.folders().outputs());
        return ArrivalPrinter.print(
                command.commandLine().getOut(), new Importer(layout, mostBytes).take(source, dryRun), json);
    }
}

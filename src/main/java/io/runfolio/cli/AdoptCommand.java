package io.runfolio.cli;

import io.runfolio.artifact.transfer.Adoption;
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

/** {@code runfolio adopt}. */
@Command(
        name = "adopt",
        description = "Gives bundles of other programs and of older versions their artifact records and index lines;"
                + " not a byte of theirs is changed. Those outside the outputs folder are copied in.",
        mixinStandardHelpOptions = true)
final class AdoptCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions options;

    @Parameters(paramLabel = "DIR", description = "Folder with bundles in it, such as the outputs folder itself.")
    private Path folder;

    @Option(names = "--dry-run", description = "Say only what would become of each bundle.")
    private boolean dryRun;

    @Option(names = "--json", description = "The same as JSON.")
    private boolean json;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        RunfolioSettings settings = options.read();
        Fault.refuseUnreadable(folder);
        if (!dryRun) {
            Roots.openOutputs(settings);
        }
        BundleLayout layout = new BundleLayout(settings.folders().outputs());
        return ArrivalPrinter.print(command.commandLine().getOut(), new Adoption(layout).adopt(folder, dryRun), json);
    }
}

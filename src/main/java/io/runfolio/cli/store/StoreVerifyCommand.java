package io.runfolio.cli.store;

import io.runfolio.cli.command.ReportCommand;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.mirror.MirrorAudit;
import io.runfolio.replica.StoreAudit;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.store.object.ObjectStore;
import io.runfolio.wiring.Backends;
import io.runfolio.wiring.MirrorWiring;
import io.runfolio.wiring.StoreWiring;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code runfolio store verify}. */
@Command(
        name = "verify",
        description = "Compares the mirror with the bundles: missing, different and extra objects. Changes nothing.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Without --deep, only manifests and run.json are read; of other files, sizes and tags are compared.",
            "Exit codes: 0 the mirror has everything; 2 wrong usage or settings; 4 there are differences, or the",
            "store cannot be used."
        })
final class StoreVerifyCommand extends ReportCommand {
    @Option(names = "--deep", description = "Read every object and every file, and compare their checksums.")
    private boolean deep;

    @Override
    public Integer call() {
        RunfolioSettings settings = options.read();
        if (settings.store().isRemote()) {
            return checkPrimary(settings);
        }
        try (ObjectStore store = MirrorWiring.store(settings)) {
            MirrorAudit.Report report = new MirrorAudit(Backends.outputs(settings), store, deep).check();
            print(
                    report,
                    report.findings(),
                    String.format(
                            Locale.ROOT,
                            "%,d bundles, %,d objects, %,d of removed files: %s",
                            report.bundles(),
                            report.objects(),
                            report.kept(),
                            report.findings().isEmpty()
                                    ? "the mirror has everything."
                                    : report.findings().size() + " findings; `runfolio store sync --all` sends what is"
                                            + " missing."));
            return report.findings().isEmpty() ? ExitCode.OK : ExitCode.NOT_READY;
        }
    }

    private int checkPrimary(RunfolioSettings settings) {
        try (ObjectStore objects = StoreWiring.objects(settings)) {
            StoreAudit.Report report = new StoreAudit(Backends.outputs(settings), objects, deep).check();
            print(
                    report,
                    report.findings(),
                    String.format(
                            Locale.ROOT,
                            "%,d bundles, %,d objects, %,d attempts without a seal: %s",
                            report.bundles(),
                            report.objects(),
                            report.unsealed(),
                            report.findings().isEmpty()
                                    ? "the store has everything."
                                    : report.findings().size() + " findings."));
            return report.findings().isEmpty() ? ExitCode.OK : ExitCode.NOT_READY;
        }
    }
}

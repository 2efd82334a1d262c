package io.runfolio.cli.store;

import io.runfolio.cli.command.ReportCommand;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.replica.StoreSweep;
import io.runfolio.replica.SweepSteps;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.settings.SettingException;
import io.runfolio.settings.mirror.StoreSettings;
import io.runfolio.store.object.ObjectStore;
import io.runfolio.wiring.Backends;
import io.runfolio.wiring.StoreWiring;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code runfolio store sweep}. */
@Command(
        name = "sweep",
        description =
                "With runfolio.store=s3: removes objects of attempts that were never sealed, and media of no bundle.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit codes: 0 done; 2 wrong usage or settings; 4 the store cannot be used, or a sealed",
            "bundle cannot be read, so that its media are not known."
        })
final class StoreSweepCommand extends ReportCommand {
    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "7",
            description = "Age from which on objects are removed, in days; default: ${DEFAULT-VALUE}.")
    private int days;

    @Override
    public Integer call() {
        RunfolioSettings settings = options.read();
        if (!settings.store().isRemote()) {
            throw new SettingException(
                    StoreSettings.KEY,
                    "The mirror has no objects of attempts: sweep is for " + StoreSettings.KEY + "=s3");
        }
        try (ObjectStore objects = StoreWiring.objects(settings)) {
            StoreSweep.Swept swept = new StoreSweep(
                            Backends.outputs(settings), objects, Clock.systemUTC(), SweepSteps.NONE)
                    .sweep(Duration.ofDays(Math.max(0, days)));
            if (json) {
                Terminal.json(out(), swept);
            } else {
                swept.attempts().forEach(attempt -> out().println(attempt));
                out().println(String.format(
                        Locale.ROOT,
                        "%,d objects of %,d attempts, and %,d media of %,d bytes, were removed.",
                        swept.objects(),
                        swept.attempts().size(),
                        swept.media(),
                        swept.mediaBytes()));
                out().flush();
            }
            return ExitCode.OK;
        }
    }
}

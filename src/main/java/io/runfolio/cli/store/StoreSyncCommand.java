package io.runfolio.cli.store;

import io.runfolio.cli.command.ReportCommand;
import io.runfolio.cli.input.WritableRoots;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.mirror.Mirror;
import io.runfolio.mirror.MirrorCounters;
import io.runfolio.replica.WorkingCopy;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.MirrorWiring;
import io.runfolio.wiring.StoreWiring;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code runfolio store sync}. */
@Command(
        name = "sync",
        description = {
            "Copies what is new or changed to the mirror now, as a worker does all the time. With runfolio.store=s3:",
            "fetches what other hosts have written, and writes what the store lacks of the index and of ledgers."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit codes: 0 the mirror has everything; 2 wrong usage or settings; 4 the store cannot be used, some",
            "bundles could not be copied, or a worker copies just now."
        })
final class StoreSyncCommand extends ReportCommand {
    @Option(names = "--all", description = "Compare every file with the store, also those that were sent before.")
    private boolean all;

    @Option(names = "--adopt", description = "Continue a mirror that another outputs folder has filled.")
    private boolean adopt;

    @Override
    public Integer call() {
        RunfolioSettings settings = options.read();
        WritableRoots.openOutputs(settings);
        if (settings.store().isRemote()) {
            return follow(settings);
        }
        try (Mirror mirror = MirrorWiring.forCommand(settings, new MirrorCounters(Clock.systemUTC()))) {
            if (adopt) {
                mirror.adopt();
            }
            Mirror.Pass pass = mirror.pass(all);
            print(pass);
            return pass.skipped() || pass.failed() > 0 ? ExitCode.NOT_READY : ExitCode.OK;
        }
    }

    private int follow(RunfolioSettings settings) {
        WorkingCopy copy = StoreWiring.copyForCommand(settings);
        int lines = copy.publish();
        WorkingCopy.Followed copied = copy.catchUp(all);
        Followed followed = new Followed(lines, copied.entries(), copied.failures());
        if (json) {
            Terminal.json(out(), followed);
        } else {
            followed.failures().forEach(out()::println);
            out().println(String.format(
                    Locale.ROOT,
                    "%,d entries of the store's log were followed; %,d lines were written to the store.",
                    followed.entries(),
                    followed.lines()));
            out().flush();
        }
        return followed.failures().isEmpty() ? ExitCode.OK : ExitCode.NOT_READY;
    }

    /**
     * Result of following an object store.
     *
     * @param lines lines of the index and of ledgers that were written to the store
     * @param entries entries of its log that were followed
     * @param failures bundles that could not be fetched, with the reason
     */
    private record Followed(int lines, int entries, List<String> failures) {}

    private void print(Mirror.Pass pass) {
        if (json) {
            Terminal.json(out(), pass);
            return;
        }
        out().println(
                        pass.skipped()
                                ? "A worker copies to the mirror just now: nothing to do."
                                : String.format(
                                        Locale.ROOT,
                                        "%,d bundles and %,d bytes were sent; %d could not be copied.",
                                        pass.runs(),
                                        pass.bytes(),
                                        pass.failed()));
        out().flush();
    }
}

package io.runfolio.retention.purge;

import io.runfolio.JavaProgram;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.ledger.Removal;
import io.runfolio.bundle.ledger.RemovalScope;
import io.runfolio.retention.ExternalProtections;
import io.runfolio.retention.Protections;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Program that tests start as another process. It purges a run and restores it, over and over. */
public final class PurgeProgram {
    private PurgeProgram() {}

    /** @param args outputs folder, run path, number of rounds, and days of grace */
    public static void main(String[] args) {
        BundleLayout layout = Backends.outputs(Path.of(args[0]));
        Clock clock = Clock.systemUTC();
        Protections protections = new Protections(ExternalProtections.NONE, clock);
        Purger purger = new Purger(layout, protections, clock);
        Restorer restorer = new Restorer(layout, clock);
        Duration grace = Duration.ofDays(Long.parseLong(args[3]));
        for (int round = 0; round < Integer.parseInt(args[2]); round++) {
            PurgeOutcome outcome = purger.purge(new PurgeOrder(
                    PurgeOrder.newId(), args[1], null, RemovalScope.BINARIES, null, null, "program", null, grace));
            if (grace.isZero()) {
                return;
            }
            String id = outcome.removal().map(Removal::removalId).orElse("");
            System.out.println("purged " + id);
            System.out.flush();
            if (!id.isEmpty()) {
                restorer.restore(args[1], id, "program", null);
            }
            System.out.println("restored " + id);
            System.out.flush();
        }
    }

    /** Starts it with a command before it, such as a tracer; nothing for none. */
    static Process start(List<String> before, Path outputs, String run, int rounds, int graceDays) throws IOException {
        List<String> arguments = List.of(outputs.toString(), run, String.valueOf(rounds), String.valueOf(graceDays));
        return new ProcessBuilder(JavaProgram.command(before, PurgeProgram.class, arguments))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}

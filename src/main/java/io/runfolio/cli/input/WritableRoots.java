package io.runfolio.cli.input;

import io.runfolio.files.StorageRoots;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import java.util.List;

/** Opens storage roots for commands that write. A root without its identity marker ends the command. */
public final class WritableRoots {
    private WritableRoots() {}

    /** Opens the outputs folder and the queue folder, and makes those that were never used. */
    public static void openBoth(RunfolioSettings settings) {
        StorageRoots.open(
                        List.of(
                                Backends.outputs(settings).root(),
                                Backends.inbox(settings).root()),
                        List.of())
                .close();
    }

    /** Opens the outputs folder, and makes it if it was never used. */
    public static void openOutputs(RunfolioSettings settings) {
        StorageRoots.open(
                        List.of(Backends.outputs(settings).root()),
                        List.of(Backends.inbox(settings).root()))
                .close();
    }

    /** Opens the queue folder likewise. */
    public static void openInbox(RunfolioSettings settings) {
        StorageRoots.open(
                        List.of(Backends.inbox(settings).root()),
                        List.of(Backends.outputs(settings).root()))
                .close();
    }
}

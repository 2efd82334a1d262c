package io.runfolio.cli;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.intake.InboxLayout;
import io.runfolio.run.StorageRoots;
import io.runfolio.settings.RunfolioSettings;
import java.util.List;

/** Opens one storage root for a command that writes. A root that is not the one that was used before ends the command. */
final class Roots {
    private Roots() {}

    /** Opens the outputs folder and the queue folder, and makes those that were never used. */
    static void openBoth(RunfolioSettings settings) {
        StorageRoots.open(
                        List.of(
                                new BundleLayout(settings.folders().outputs()).root(),
                                new InboxLayout(settings.folders().inbox()).root()),
                        List.of())
                .close();
    }

    /** Opens the outputs folder, and makes it if it was never used. */
    static void openOutputs(RunfolioSettings settings) {
        StorageRoots.open(
                        List.of(new BundleLayout(settings.folders().outputs()).root()),
                        List.of(new InboxLayout(settings.folders().inbox()).root()))
                .close();
    }

    /** Opens the queue folder likewise. */
    static void openInbox(RunfolioSettings settings) {
        StorageRoots.open(
                        List.of(new InboxLayout(settings.folders().inbox()).root()),
                        List.of(new BundleLayout(settings.folders().outputs()).root()))
                .close();
    }
}

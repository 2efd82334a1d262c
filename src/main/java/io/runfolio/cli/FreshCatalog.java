package io.runfolio.cli;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.CatalogAccess;
import io.runfolio.run.StorageException;
import io.runfolio.settings.RunfolioSettings;
import java.nio.file.Files;
import java.util.function.Function;

/** The catalog as a command asks it: brought up to date first. */
final class FreshCatalog {
    private FreshCatalog() {}

    /** Returns whether there is no folder of bundles, in which case a question must not make one. */
    static boolean isMissing(RunfolioSettings settings) {
        return !Files.exists(settings.folders().outputs());
    }

    static <T> T ask(RunfolioSettings settings, Function<Catalog, T> question) {
        BundleLayout layout = new BundleLayout(settings.folders().outputs());
        if (isMissing(settings)) {
            throw new StorageException(
                    "There is no folder " + layout.outputs() + ": name the folder of the bundles with --outputs", null);
        }
        try (CatalogAccess access = new CatalogAccess(settings.catalog(), layout)) {
            access.follower().catchUp();
            return question.apply(access.catalog());
        }
    }
}

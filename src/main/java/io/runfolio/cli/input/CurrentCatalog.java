package io.runfolio.cli.input;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.sync.CatalogAccess;
import io.runfolio.files.StorageException;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import java.nio.file.Files;
import java.util.function.Function;

/** Catalog that is updated before it is queried. */
public final class CurrentCatalog {
    private CurrentCatalog() {}

    /** Returns whether there is no folder of bundles, in which case a question must not make one. */
    public static boolean isMissing(RunfolioSettings settings) {
        return !Files.exists(settings.folders().outputs());
    }

    public static <T> T query(RunfolioSettings settings, Function<Catalog, T> question) {
        BundleLayout layout = Backends.outputs(settings);
        if (isMissing(settings)) {
            throw new StorageException(
                    "There is no folder " + layout.root().folder() + ": name the folder of the bundles with --outputs",
                    null);
        }
        try (CatalogAccess access = new CatalogAccess(settings.catalog(), layout)) {
            access.follower().catchUp();
            return question.apply(access.catalog());
        }
    }
}

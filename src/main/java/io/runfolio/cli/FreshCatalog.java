package io.runfolio.cli;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.CatalogAccess;
import io.runfolio.settings.RunfolioSettings;
import java.util.function.Function;

/** The catalog as a command asks it: brought up to date first. */
final class FreshCatalog {
    private FreshCatalog() {}

    static <T> T ask(RunfolioSettings settings, Function<Catalog, T> question) {
        BundleLayout layout = new BundleLayout(settings.folders().outputs());
        try (CatalogAccess access = new CatalogAccess(settings.catalog(), layout)) {
            access.follower().catchUp();
            return question.apply(access.catalog());
        }
    }
}

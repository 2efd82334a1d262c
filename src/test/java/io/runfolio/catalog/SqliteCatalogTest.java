package io.runfolio.catalog;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.settings.RunfolioSettings;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

class SqliteCatalogTest extends CatalogContract {
    @TempDir
    Path outputs;

    @Override
    Catalog open() {
        return Catalogs.open(RunfolioSettings.from(Map.of()).catalog(), new BundleLayout(outputs), CLOCK);
    }
}

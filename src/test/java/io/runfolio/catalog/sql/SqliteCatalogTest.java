package io.runfolio.catalog.sql;

import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.sync.CatalogFactory;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

class SqliteCatalogTest extends CatalogContract {
    @TempDir
    Path outputs;

    @Override
    Catalog open() {
        return CatalogFactory.open(RunfolioSettings.from(Map.of()).catalog(), Backends.outputs(outputs), CLOCK);
    }
}

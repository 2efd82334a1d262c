package io.runfolio.catalog.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.Bundles;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.CatalogException;
import io.runfolio.catalog.sync.CatalogFollower;
import io.runfolio.index.RunIndex;
import io.runfolio.run.AssetKind;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunIndexEntry;
import io.runfolio.run.RunRequest;
import io.runfolio.wiring.Backends;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same over a PostgreSQL server that comes from a library and runs in a folder of its own. */
class PostgresCatalogIT extends CatalogContract {
    private static EmbeddedPostgres server;

    @BeforeAll
    static void start() throws IOException {
        // what is written here need not outlive the machine
        server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setServerConfig("full_page_writes", "off")
                .start();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Test
    void tables_of_an_older_version_are_rebuilt_from_the_bundles(@TempDir Path outputs) throws Exception {
        BundleLayout layout = Backends.outputs(outputs);
        RunRequest request = RunRequest.builder("succeeded", "model")
                .prompt("a red fox")
                .output(AssetKind.IMAGE, "/generator/a.png")
                .build();
        RunArtifact run = Bundles.seal(layout, request, "a");
        new RunIndex(layout).append(RunIndexEntry.of(new BundleReader(layout).manifest(Path.of(run.runDir()))));
        assertThat(new CatalogFollower(catalog, layout).catchUp()).isEqualTo(1);
        catalog.close();
        try (Connection connection = server.getPostgresDatabase().getConnection()) {
            OlderTables.replace(connection);
        }

        catalog = connect();
        assertThat(catalog.runIds()).isEmpty();
        assertThat(new CatalogFollower(catalog, layout).catchUp()).isEqualTo(1);

        assertThat(catalog.count(QueryBuilder.all().text("red fox").query(), 10))
                .isEqualTo(1);
        assertThat(catalog.run(run.runId())).isPresent();
    }

    @Test
    void tables_of_a_newer_version_are_left_alone() throws Exception {
        try (Connection connection = server.getPostgresDatabase().getConnection()) {
            connection.createStatement().execute("UPDATE schema_version SET version = 99");
        }

        assertThatThrownBy(PostgresCatalogIT::connect)
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("newer version of Runfolio");
    }

    private static Catalog connect() {
        return new SqlCatalog(new PostgresDialect(server.getJdbcUrl("postgres", "postgres"), "postgres", ""), CLOCK);
    }

    @Override
    Catalog open() throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection()) {
            connection.createStatement().execute("DROP SCHEMA public CASCADE");
            connection.createStatement().execute("CREATE SCHEMA public");
        }
        return connect();
    }
}

package io.runfolio.catalog;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

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

    @Override
    Catalog open() throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection()) {
            connection.createStatement().execute("DROP SCHEMA public CASCADE");
            connection.createStatement().execute("CREATE SCHEMA public");
        }
        return new SqlCatalog(new Postgres(server.getJdbcUrl("postgres", "postgres"), "postgres", ""), CLOCK);
    }
}

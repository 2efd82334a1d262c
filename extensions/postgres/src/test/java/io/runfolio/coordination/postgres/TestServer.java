package io.runfolio.coordination.postgres;

import io.runfolio.settings.RunfolioSettings;
import io.runfolio.settings.coordination.CoordinationSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** One PostgreSQL server for all tests of a JVM; each test has a schema of its own. */
final class TestServer {
    private static final AtomicInteger SCHEMAS = new AtomicInteger();
    private static EmbeddedPostgres server;

    private TestServer() {}

    static synchronized EmbeddedPostgres get() {
        if (server == null) {
            try {
                // what is written here need not outlive the machine
                server = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .setServerConfig("full_page_writes", "off")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return server;
    }

    /** Returns the address of a new schema. */
    static String newSchema() {
        String schema = "s" + SCHEMAS.incrementAndGet();
        try (Connection connection = get().getPostgresDatabase().getConnection()) {
            Sql.update(connection, "CREATE SCHEMA " + schema);
        } catch (SQLException e) {
            throw Database.failure(e);
        }
        return "jdbc:postgresql://localhost:" + get().getPort() + "/postgres?currentSchema=" + schema;
    }

    static List<String> rows(String url, String sql) {
        try (Connection connection = DriverManager.getConnection(url, "postgres", "postgres")) {
            return Sql.list(connection, sql, row -> row.getString(1));
        } catch (SQLException e) {
            throw Database.failure(e);
        }
    }

    static int execute(String url, String sql) {
        try (Connection connection = DriverManager.getConnection(url, "postgres", "postgres")) {
            return Sql.update(connection, sql);
        } catch (SQLException e) {
            throw Database.failure(e);
        }
    }

    static CoordinationSettings settings(String url, String lease) {
        return settings(url, lease, "postgres");
    }

    static CoordinationSettings settings(String url, String lease, String user) {
        return RunfolioSettings.from(Map.of(
                        "runfolio.coordination",
                        "postgres",
                        "runfolio.coordination.postgres.url",
                        url,
                        "runfolio.coordination.postgres.user",
                        user,
                        "runfolio.coordination.postgres.lease",
                        lease))
                .coordination();
    }
}

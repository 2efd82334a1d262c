package io.runfolio.catalog.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.runfolio.catalog.search.SearchQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** PostgreSQL, 12 or later. */
public final class PostgresDialect implements SqlDialect {
    private static final int CONNECTIONS = 8;
    /** An unreachable database must not block requests for long. */
    private static final long WAIT_MILLIS = 3_000;
    /** The number is arbitrary, and unique among the database's advisory locks. */
    private static final String LOCK = "SELECT pg_advisory_xact_lock(5862341907)";
    /** Positions between two texts, so that no phrase matches across them. */
    private static final int BORDER = 2;

    private final HikariDataSource pool;
    private final String url;

    /** @param url JDBC URL without user and password */
    public PostgresDialect(String url, String user, String password) {
        this.url = url;
        HikariConfig config = new HikariConfig();
        config.setPoolName("runfolio-catalog");
        config.setJdbcUrl(url);
        if (!user.isEmpty()) {
            config.setUsername(user);
            config.setPassword(password);
        }
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(WAIT_MILLIS);
        // an unreachable database must not prevent the start
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("ApplicationName", "runfolio");
        pool = new HikariDataSource(config);
    }

    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public Connection borrowReader() throws SQLException {
        return pool.getConnection();
    }

    @Override
    public Connection borrowWriter() throws SQLException {
        return pool.getConnection();
    }

    @Override
    public void release(Connection connection) throws SQLException {
        connection.close();
    }

    @Override
    public void lock(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(LOCK);
        }
    }

    @Override
    public String orderedJoin() {
        return " JOIN ";
    }

    @Override
    public String indexHint(String index) {
        return "";
    }

    @Override
    public String wordsCondition() {
        return "w.words @@ CAST(? AS tsquery)";
    }

    @Override
    public String wordsKeyColumn() {
        return "w.run_key";
    }

    @Override
    public String wordsOrder() {
        return "w.run_key DESC, i.position";
    }

    @Override
    public Optional<String> includeExpression(SearchQuery text) {
        return text.tsquery();
    }

    @Override
    public String excludeExpression(SearchQuery text) {
        return text.tsqueryExcluded();
    }

    @Override
    public String insertWordsStatement() {
        return "INSERT INTO run_words (run_key, words) VALUES (?, CAST(? AS tsvector))";
    }

    @Override
    public String encodeWords(List<List<String>> texts) {
        StringBuilder vector = new StringBuilder();
        int position = 1;
        for (List<String> words : texts) {
            for (String word : words) {
                vector.append('\'').append(word).append("':").append(position++).append(' ');
            }
            position += BORDER;
        }
        return vector.toString();
    }

    /** Runs at once, as the database has its own lock, {@link #lock}. */
    @Override
    public <T> T runExclusively(Supplier<T> work) {
        return work.get();
    }

    @Override
    public boolean rebuildBeside(Consumer<SqliteRebuild> filling) {
        return false;
    }

    @Override
    public List<String> maintenanceStatements() {
        return List.of("VACUUM ANALYZE runs, items, tags, sources, run_words");
    }

    @Override
    public String advice(SQLException failure) {
        return "see that the database answers at " + url
                + ", and that runfolio.catalog.user and its password are right";
    }

    @Override
    public String location() {
        return url;
    }

    @Override
    public void close() {
        pool.close();
    }
}

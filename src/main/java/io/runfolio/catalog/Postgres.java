package io.runfolio.catalog;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** PostgreSQL, 12 or later. */
final class Postgres implements Dialect {
    private static final int CONNECTIONS = 8;
    /** A database that is away must not hold many requests for long. */
    private static final long WAIT_MILLIS = 3_000;
    /** A number of our own among the database's advisory locks. */
    private static final String LOCK = "SELECT pg_advisory_xact_lock(5862341907)";
    /** Room between two texts, so that no phrase is found across them. */
    private static final int BORDER = 2;

    private final HikariDataSource pool;
    private final String url;

    /**
     * @param url a JDBC address without user and password
     */
    Postgres(String url, String user, String password) {
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
        // a database that is away for now must not keep anything from starting
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
    public Connection reader() throws SQLException {
        return pool.getConnection();
    }

    @Override
    public Connection writer() throws SQLException {
        return pool.getConnection();
    }

    @Override
    public void giveBack(Connection connection) throws SQLException {
        connection.close();
    }

    @Override
    public void lock(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(LOCK);
        }
    }

    @Override
    public String join() {
        return " JOIN ";
    }

    @Override
    public String using(String index) {
        return "";
    }

    @Override
    public String matches() {
        return "w.words @@ CAST(? AS tsquery)";
    }

    @Override
    public String wordsKey() {
        return "w.run_key";
    }

    @Override
    public String wordsOrder() {
        return "w.run_key DESC, i.position";
    }

    @Override
    public Optional<String> wanted(SearchText text) {
        return text.tsquery();
    }

    @Override
    public String unwanted(SearchText text) {
        return text.tsqueryNone();
    }

    @Override
    public String insertWords() {
        return "INSERT INTO run_words (run_key, words) VALUES (?, CAST(? AS tsvector))";
    }

    @Override
    public String words(List<List<String>> texts) {
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

    /** The database has a lock of its own, {@link #lock}. */
    @Override
    public <T> T alone(Supplier<T> work) {
        return work.get();
    }

    @Override
    public boolean rebuild(Consumer<SqliteRebuild> filling) {
        return false;
    }

    @Override
    public List<String> afterBulk() {
        return List.of("VACUUM ANALYZE runs, items, tags, sources, run_words");
    }

    @Override
    public String remedy(SQLException failure) {
        return "see that the database answers at " + url
                + ", and that runfolio.catalog.user and its password are right";
    }

    @Override
    public String place() {
        return url;
    }

    @Override
    public void close() {
        pool.close();
    }
}

package io.runfolio.coordination.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.runfolio.files.StorageException;
import io.runfolio.settings.coordination.CoordinationSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/** Connections to the database that coordinates. A link that is cut is noticed within seconds. Thread-safe. */
class Database implements AutoCloseable {
    private static final int CONNECTIONS = 8;
    private static final long WAIT_MILLIS = 5_000;
    private static final int SOCKET_SECONDS = 10;
    private static final int CONNECT_SECONDS = 5;
    /**
     * The server ends the session of a worker that was cut off within seconds too, and with it its locks. Keepalives do
     * so for a session that waits, and the user timeout for one whose answer was lost, as no probes are sent then. An
     * accepted event is durable, also where the server's default is not to wait for its log.
     */
    private static final String SESSION = "DO $$ BEGIN IF current_setting('synchronous_commit') = 'off' THEN"
            + " SET synchronous_commit = on; END IF; END $$;"
            + " SET tcp_keepalives_idle = 3; SET tcp_keepalives_interval = 2;"
            + " SET tcp_keepalives_count = 2; SET tcp_user_timeout = '7s'; SET lock_timeout = '8s';"
            + " SET idle_in_transaction_session_timeout = ";

    private final CoordinationSettings settings;
    private final HikariDataSource pool;
    private volatile String schema = "";

    Database(CoordinationSettings settings) {
        this.settings = settings;
        HikariConfig config = new HikariConfig();
        config.setPoolName("runfolio-coordination");
        config.setJdbcUrl(settings.url());
        config.setDataSourceProperties(properties());
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(WAIT_MILLIS);
        config.setInitializationFailTimeout(-1);
        config.setConnectionInitSql(session());
        config.setTransactionIsolation(
                "TRANSACTION_READ_COMMITTED"); // each statement sees what was committed before it
        pool = new HikariDataSource(config);
    }

    private Properties properties() {
        Properties properties = new Properties();
        if (!settings.user().isEmpty()) {
            properties.setProperty("user", settings.user());
            properties.setProperty("password", settings.password());
        }
        properties.setProperty("ApplicationName", "runfolio-coordination");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("connectTimeout", String.valueOf(CONNECT_SECONDS));
        properties.setProperty("socketTimeout", String.valueOf(SOCKET_SECONDS));
        return properties;
    }

    private String session() {
        return SESSION + settings.lease().toMillis();
    }

    /** Statements on one connection. */
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /** Returns the time without a heartbeat after which claims go to other workers. */
    Duration lease() {
        return settings.lease();
    }

    /** Returns the lease in the form of the database. */
    String leaseInterval() {
        return settings.lease().toMillis() + " milliseconds";
    }

    /** Returns the schema of the tables, which distinguishes the locks of several outputs folders. */
    String schema() {
        if (schema.isEmpty()) {
            run(connection -> null);
        }
        return schema;
    }

    /** Runs statements, each committed by itself. */
    <T> T run(Work<T> work) {
        try (Connection connection = connection()) {
            return work.run(connection);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** Runs statements in one transaction, which any exception rolls back. */
    <T> T transaction(Work<T> work) {
        try {
            return inTransaction(work);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** Runs statements as {@link #transaction} does, and leaves exceptions of the database to the caller. */
    <T> T inTransaction(Work<T> work) throws SQLException {
        try (Connection connection = connection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.run(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            } finally {
                reset(connection);
            }
        }
    }

    private static void rollBack(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e); // the server has ended the transaction, or does so when it notices
        }
    }

    private static void reset(Connection connection) {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            return; // the pool drops a broken connection
        }
    }

    private Connection connection() throws SQLException {
        Connection connection = pool.getConnection();
        if (schema.isEmpty()) {
            try {
                schema = Schema.prepare(connection);
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        }
        return connection;
    }

    /** Opens a connection outside of the pool, whose session keeps locks. */
    Connection openSession() throws SQLException {
        Connection connection = DriverManager.getConnection(settings.url(), properties());
        try {
            Sql.update(connection, session());
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    static StorageException failure(SQLException cause) {
        return new StorageException(
                "The database that coordinates the workers cannot be used: " + cause.getMessage(), cause);
    }

    @Override
    public void close() {
        pool.close();
    }
}

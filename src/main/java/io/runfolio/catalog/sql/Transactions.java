package io.runfolio.catalog.sql;

import io.runfolio.catalog.CatalogException;
import java.sql.Connection;
import java.sql.SQLException;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * Transactions of one database; nested work of a thread joins its open one. Methods throw {@link CatalogException} if
 * the database does not answer.
 */
final class Transactions {
    private final SqlDialect sqlDialect;
    private final Jdbi reading;
    private final Jdbi writing;
    /** Open transaction of this thread. */
    private final ThreadLocal<Handle> current = new ThreadLocal<>();

    Transactions(SqlDialect sqlDialect) {
        this.sqlDialect = sqlDialect;
        reading = Jdbi.create(connections(sqlDialect, sqlDialect::borrowReader));
        writing = Jdbi.create(connections(sqlDialect, sqlDialect::borrowWriter));
    }

    private interface Source {
        Connection open() throws SQLException;
    }

    interface Work<T> {
        T with(Handle handle) throws SQLException;
    }

    private static ConnectionFactory connections(SqlDialect sqlDialect, Source source) {
        return new ConnectionFactory() {
            @Override
            public Connection openConnection() throws SQLException {
                return source.open();
            }

            @Override
            public void closeConnection(Connection connection) throws SQLException {
                sqlDialect.release(connection);
            }
        };
    }

    /** Reads in a transaction, so that several statements see the same state. */
    <T> T read(Work<T> work) {
        return isOpen() ? joined(work) : guarded(reading, handle -> inTransaction(handle, work));
    }

    /** Runs work as the only writer. */
    <T> T write(Work<T> work) {
        if (isOpen()) {
            return joined(work);
        }
        return sqlDialect.runExclusively(() -> guarded(
                writing,
                handle -> inTransaction(handle, open -> {
                    sqlDialect.lock(open.getConnection());
                    current.set(open);
                    try {
                        return work.with(open);
                    } finally {
                        current.remove();
                    }
                })));
    }

    /** Runs statements that a database refuses within a transaction. */
    <T> T withoutTransaction(Work<T> work) {
        return sqlDialect.runExclusively(() -> guarded(writing, work));
    }

    /** Returns whether this thread has an open write transaction. */
    boolean isOpen() {
        return current.get() != null;
    }

    private static <T> T inTransaction(Handle handle, Work<T> work) throws SQLException {
        return handle.<T, SQLException>inTransaction(work::with);
    }

    private <T> T joined(Work<T> work) {
        try {
            return work.with(current.get());
        } catch (JdbiException | SQLException e) {
            throw trouble(e);
        }
    }

    private <T> T guarded(Jdbi jdbi, Work<T> work) {
        try {
            return jdbi.withHandle(work::with);
        } catch (JdbiException | SQLException e) {
            throw trouble(e);
        }
    }

    private CatalogException trouble(Exception failure) {
        Throwable cause = failure;
        while (cause instanceof JdbiException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String remedy = cause instanceof SQLException sql ? sqlDialect.advice(sql) : "run `runfolio doctor`";
        return new CatalogException(
                "The catalog " + sqlDialect.location() + " does not answer (" + cause.getMessage() + "): " + remedy,
                failure);
    }
}

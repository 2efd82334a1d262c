package io.runfolio.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** Transactions of one database. What a thread does within one it has open joins it. Methods throw {@link CatalogException} if the database does not answer. */
final class Transactions {
    private final Dialect dialect;
    private final Jdbi reading;
    private final Jdbi writing;
    /** The transaction that this thread has open. */
    private final ThreadLocal<Handle> current = new ThreadLocal<>();

    Transactions(Dialect dialect) {
        this.dialect = dialect;
        reading = Jdbi.create(connections(dialect, dialect::reader));
        writing = Jdbi.create(connections(dialect, dialect::writer));
    }

    private interface Source {
        Connection open() throws SQLException;
    }

    interface Work<T> {
        T with(Handle handle) throws SQLException;
    }

    private static ConnectionFactory connections(Dialect dialect, Source source) {
        return new ConnectionFactory() {
            @Override
            public Connection openConnection() throws SQLException {
                return source.open();
            }

            @Override
            public void closeConnection(Connection connection) throws SQLException {
                dialect.giveBack(connection);
            }
        };
    }

    /** Two statements of one answer are to see the same; so reading is a transaction too. */
    <T> T read(Work<T> work) {
        return isOpen() ? joined(work) : guarded(reading, handle -> inTransaction(handle, work));
    }

    /** Does some work as the only writer. */
    <T> T write(Work<T> work) {
        if (isOpen()) {
            return joined(work);
        }
        return dialect.alone(() -> guarded(
                writing,
                handle -> inTransaction(handle, open -> {
                    dialect.lock(open.getConnection());
                    current.set(open);
                    try {
                        return work.with(open);
                    } finally {
                        current.remove();
                    }
                })));
    }

    /** Does some work that cannot be in a transaction. */
    <T> T apart(Work<T> work) {
        return dialect.alone(() -> guarded(writing, work));
    }

    /** Returns whether this thread has a transaction open that writes. */
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
        String remedy = cause instanceof SQLException sql ? dialect.remedy(sql) : "run `runfolio doctor`";
        return new CatalogException(
                "The catalog " + dialect.place() + " does not answer (" + cause.getMessage() + "): " + remedy, failure);
    }
}

package io.runfolio.catalog.sql;

import io.runfolio.catalog.CatalogException;
import io.runfolio.catalog.search.SearchQuery;
import io.runfolio.files.PrivateFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.index.CatalogLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;

/** SQLite in a file: one connection writes, others read beside it (write-ahead log). */
public final class SqliteDialect implements SqlDialect {
    private static final int BUSY_MILLIS = 10_000;
    /** Separates two texts; no word equals it. */
    private static final String BORDER = " ¶ ";

    private final Path file;
    private final CatalogLock turns;
    private final Semaphore turn = new Semaphore(1, true);
    private final Deque<Connection> readers = new ArrayDeque<>();
    private Connection writer;
    private boolean closed;

    /** @param turns lock of all processes that use the file */
    public SqliteDialect(Path file, CatalogLock turns) {
        this.file = file;
        this.turns = turns;
    }

    @Override
    public String name() {
        return "sqlite";
    }

    @Override
    public synchronized Connection borrowReader() throws SQLException {
        refuseIfClosed();
        Connection idle = readers.poll();
        return idle == null ? open(true) : idle;
    }

    @Override
    public Connection borrowWriter() throws SQLException {
        turn.acquireUninterruptibly();
        try {
            synchronized (this) {
                refuseIfClosed();
                if (writer == null) {
                    writer = open(false);
                }
                return writer;
            }
        } catch (SQLException | RuntimeException e) {
            turn.release();
            throw e;
        }
    }

    @Override
    public synchronized void release(Connection connection) throws SQLException {
        if (connection == writer) {
            turn.release();
        } else if (closed) {
            connection.close();
        } else {
            readers.push(connection);
        }
    }

    private void refuseIfClosed() throws SQLException {
        if (closed) {
            throw new SQLException("the catalog is closed");
        }
    }

    private Connection open(boolean reading) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        // a power cut may lose the last changes; they are read again from the bundles
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setCacheSize(-32_000);
        config.setTransactionMode(
                reading ? SQLiteConfig.TransactionMode.DEFERRED : SQLiteConfig.TransactionMode.IMMEDIATE);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        PrivateFiles.restrict(file);
        return connection;
    }

    @Override
    public void lock(Connection connection) {
        // transactions begin IMMEDIATE, which locks the file
    }

    @Override
    public String orderedJoin() {
        return " CROSS JOIN ";
    }

    @Override
    public String indexHint(String index) {
        return " INDEXED BY " + index;
    }

    @Override
    public String wordsCondition() {
        return "w.run_words MATCH ?";
    }

    @Override
    public String wordsKeyColumn() {
        return "w.rowid";
    }

    /**
     * Omits the position. Items come in the order of their primary key, and naming it makes SQLite sort all matches.
     */
    @Override
    public String wordsOrder() {
        return "w.rowid DESC";
    }

    @Override
    public Optional<String> includeExpression(SearchQuery text) {
        return text.fts5();
    }

    @Override
    public String excludeExpression(SearchQuery text) {
        return text.fts5Excluded();
    }

    @Override
    public String insertWordsStatement() {
        return "INSERT INTO run_words (rowid, words) VALUES (?, ?)";
    }

    @Override
    public String encodeWords(List<List<String>> texts) {
        return texts.stream().map(words -> String.join(" ", words)).collect(Collectors.joining(BORDER));
    }

    @Override
    public <T> T runExclusively(Supplier<T> work) {
        return turns.writing(work);
    }

    @Override
    public boolean rebuildBeside(Consumer<SqliteRebuild> filling) {
        return turns.rebuilding(() -> {
            try (SqliteRebuild beside = new SqliteRebuild(this, file)) {
                filling.accept(beside);
            }
            return true;
        });
    }

    /**
     * Replaces the contents of this database by another's, of the same page size, in one transaction. Readers see all
     * of the old contents or all of the new. The caller is {@link #runExclusively}.
     */
    void restore(Path other) throws SQLException {
        Connection connection = borrowWriter();
        try (Statement statement = connection.createStatement()) {
            int code = connection
                    .unwrap(SQLiteConnection.class)
                    .getDatabase()
                    .restore("main", other.toString(), (remaining, pages) -> {});
            if (code != SQLiteErrorCode.SQLITE_OK.code) {
                throw new SQLException(other + " could not be copied", null, code);
            }
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        } finally {
            release(connection);
        }
    }

    @Override
    public List<String> maintenanceStatements() {
        return List.of("PRAGMA optimize", "PRAGMA wal_checkpoint(TRUNCATE)");
    }

    @Override
    public String advice(SQLException failure) {
        int code = failure.getErrorCode() & 0xff;
        if (code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code) {
            markDamaged();
            return "the file is damaged: it is set aside and rebuilt when it is next opened";
        }
        if (code == SQLiteErrorCode.SQLITE_FULL.code) {
            return "make room on the disk";
        }
        return "run `runfolio doctor`; `runfolio catalog rebuild` rebuilds the file";
    }

    private void markDamaged() {
        try {
            if (!Files.exists(damaged(file))) {
                Files.createFile(damaged(file));
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The damaged catalog " + file + " could not be marked");
        }
    }

    /** Returns the marker file of a damaged database, which the next open moves aside. */
    public static Path damaged(Path file) {
        return file.resolveSibling(file.getFileName() + ".damaged");
    }

    @Override
    public String location() {
        return file.toString();
    }

    @Override
    public void close() {
        turn.acquireUninterruptibly();
        try {
            synchronized (this) {
                closed = true;
                if (writer != null) {
                    readers.push(writer);
                    writer = null;
                }
                while (!readers.isEmpty()) {
                    readers.pop().close();
                }
            }
        } catch (SQLException e) {
            throw new CatalogException("The catalog " + file + " could not be closed: " + e.getMessage(), e);
        } finally {
            turn.release();
        }
    }
}

package io.runfolio.catalog;

import io.runfolio.files.PrivateFiles;
import io.runfolio.index.CatalogLock;
import io.runfolio.run.StorageErrors;
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
final class Sqlite implements Dialect {
    private static final int BUSY_MILLIS = 10_000;
    /** Stands between two texts; no word is like it. */
    private static final String BORDER = " ¶ ";

    private final Path file;
    private final CatalogLock turns;
    private final Semaphore turn = new Semaphore(1, true);
    private final Deque<Connection> readers = new ArrayDeque<>();
    private Connection writer;
    private boolean closed;

    /**
     * @param turns over all processes that use the file
     */
    Sqlite(Path file, CatalogLock turns) {
        this.file = file;
        this.turns = turns;
    }

    @Override
    public String name() {
        return "sqlite";
    }

    @Override
    public synchronized Connection reader() throws SQLException {
        refuseIfClosed();
        Connection idle = readers.poll();
        return idle == null ? open(true) : idle;
    }

    @Override
    public Connection writer() throws SQLException {
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
    public synchronized void giveBack(Connection connection) throws SQLException {
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
        // after a loss of power the last changes may be missing: they are read again from the bundles
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
        // its transactions begin IMMEDIATE
    }

    @Override
    public String join() {
        return " CROSS JOIN ";
    }

    @Override
    public String using(String index) {
        return " INDEXED BY " + index;
    }

    @Override
    public String matches() {
        return "w.run_words MATCH ?";
    }

    @Override
    public String wordsKey() {
        return "w.rowid";
    }

    /** Items come in the order of their primary key by themselves. To ask for it makes SQLite sort all that is found, as it does not know that a row of words is one run. */
    @Override
    public String wordsOrder() {
        return "w.rowid DESC";
    }

    @Override
    public Optional<String> wanted(SearchText text) {
        return text.fts5();
    }

    @Override
    public String unwanted(SearchText text) {
        return text.fts5None();
    }

    @Override
    public String insertWords() {
        return "INSERT INTO run_words (rowid, words) VALUES (?, ?)";
    }

    @Override
    public String words(List<List<String>> texts) {
        return texts.stream().map(words -> String.join(" ", words)).collect(Collectors.joining(BORDER));
    }

    @Override
    public <T> T alone(Supplier<T> work) {
        return turns.writing(work);
    }

    @Override
    public boolean rebuild(Consumer<SqliteRebuild> filling) {
        return turns.rebuilding(() -> {
            try (SqliteRebuild beside = new SqliteRebuild(this, file)) {
                filling.accept(beside);
            }
            return true;
        });
    }

    /** Puts a whole database, of pages of the same size, in the place of what this one holds, in one transaction: who reads sees all of the one or all of the other. The caller is {@link #alone}. */
    void restore(Path other) throws SQLException {
        Connection connection = writer();
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
            giveBack(connection);
        }
    }

    @Override
    public List<String> afterBulk() {
        return List.of("PRAGMA optimize", "PRAGMA wal_checkpoint(TRUNCATE)");
    }

    @Override
    public String remedy(SQLException failure) {
        int code = failure.getErrorCode() & 0xff;
        if (code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code) {
            markDamaged();
            return "the file is damaged: it is set aside and made anew when it is next opened";
        }
        if (code == SQLiteErrorCode.SQLITE_FULL.code) {
            return "make room on the disk";
        }
        return "run `runfolio doctor`; the file can be made anew by `runfolio catalog rebuild`";
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

    /** Returns the file that says, by being there, that the next one to open the database had better set it aside. */
    static Path damaged(Path file) {
        return file.resolveSibling(file.getFileName() + ".damaged");
    }

    @Override
    public String place() {
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

package io.runfolio.mirror;

import io.runfolio.files.PrivateFiles;
import io.runfolio.files.StorageException;
import io.runfolio.files.StorageRoots;
import io.runfolio.json.RecordMapper;
import io.runfolio.store.object.PartLedger;
import io.runfolio.store.object.PartLedgers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/**
 * Record of what was sent to the mirror, in a SQLite file below the outputs folder. Each change is flushed. Without the
 * file everything is compared with the store again, and nothing that is there is sent twice. Thread-safe.
 */
final class MirrorState implements AutoCloseable, PartLedgers {
    private static final int BUSY_MILLIS = 30_000;
    private static final List<String> TABLES = List.of(
            "CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
            "CREATE TABLE IF NOT EXISTS runs (run_path TEXT PRIMARY KEY, manifest TEXT NOT NULL) WITHOUT ROWID",
            "CREATE TABLE IF NOT EXISTS pending (run_path TEXT PRIMARY KEY, due INTEGER NOT NULL,"
                    + " attempts INTEGER NOT NULL, reason TEXT NOT NULL) WITHOUT ROWID",
            "CREATE TABLE IF NOT EXISTS uploads (object_key TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID");

    private final Connection connection;

    /**
     * A run to look at again.
     *
     * @param runPath path of the bundle
     * @param due when, in milliseconds of the epoch
     * @param attempts attempts that failed
     * @param reason why the last one failed; empty if none did
     */
    record Pending(String runPath, long due, int attempts, String reason) {}

    /** Opens the state and creates it if it is missing. */
    MirrorState(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        try {
            StorageRoots.createFolders(file.getParent());
            connection = config.createConnection("jdbc:sqlite:" + file);
            PrivateFiles.restrict(file);
            try (Statement statement = connection.createStatement()) {
                for (String table : TABLES) {
                    statement.execute(table);
                }
            }
        } catch (SQLException | IOException e) {
            throw new StorageException(
                    file + " cannot be used (" + e.getMessage() + "): delete it; what the mirror has is found again",
                    e);
        }
    }

    Optional<String> note(String name) {
        return one("SELECT value FROM notes WHERE name = ?", name);
    }

    void note(String name, String value) {
        change("INSERT OR REPLACE INTO notes VALUES (?, ?)", name, value);
    }

    void forgetNote(String name) {
        change("DELETE FROM notes WHERE name = ?", name);
    }

    Optional<MirroredRun> run(String runPath) {
        return one("SELECT manifest FROM runs WHERE run_path = ?", runPath)
                .map(json -> RecordMapper.read(json.getBytes(StandardCharsets.UTF_8), MirroredRun.class));
    }

    void run(MirroredRun run) {
        change("INSERT OR REPLACE INTO runs VALUES (?, ?)", run.runPath(), RecordMapper.line(run));
    }

    /** Forgets all runs, so that their objects are compared with the store. */
    void forgetRuns() {
        change("DELETE FROM runs");
        change("DELETE FROM notes WHERE name LIKE 'list %'");
    }

    @Override
    public Optional<PartLedger> upload(String key) {
        return one("SELECT record FROM uploads WHERE object_key = ?", key)
                .map(json -> RecordMapper.read(json.getBytes(StandardCharsets.UTF_8), PartLedger.class));
    }

    @Override
    public void upload(String key, PartLedger ledger) {
        change("INSERT OR REPLACE INTO uploads VALUES (?, ?)", key, RecordMapper.line(ledger));
    }

    @Override
    public void forgetUpload(String key) {
        change("DELETE FROM uploads WHERE object_key = ?", key);
    }

    void pending(Pending run) {
        change(
                "INSERT OR REPLACE INTO pending VALUES (?, ?, ?, ?)",
                run.runPath(),
                run.due(),
                run.attempts(),
                run.reason());
    }

    void forgetPending(String runPath) {
        change("DELETE FROM pending WHERE run_path = ?", runPath);
    }

    synchronized Optional<Pending> pending(String runPath) {
        return pending("SELECT * FROM pending WHERE run_path = ?", runPath).stream()
                .findFirst();
    }

    /** Returns runs that are due, at most a thousand. */
    synchronized List<Pending> due(long now) {
        return pending("SELECT * FROM pending WHERE due <= ? ORDER BY due LIMIT 1000", now);
    }

    /** Returns the number of runs whose last attempt failed. */
    int failed() {
        return one("SELECT count(*) FROM pending WHERE reason <> ?", "")
                .map(Integer::valueOf)
                .orElse(0);
    }

    /** Returns the reason of a run whose last attempt failed. */
    Optional<String> firstFailure() {
        return one("SELECT run_path || ': ' || reason FROM pending WHERE reason <> ? ORDER BY due LIMIT 1", "");
    }

    private List<Pending> pending(String query, Object argument) {
        List<Pending> found = new ArrayList<>();
        try (PreparedStatement statement = prepare(query, argument);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(new Pending(rows.getString(1), rows.getLong(2), rows.getInt(3), rows.getString(4)));
            }
            return found;
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private Optional<String> one(String query, Object argument) {
        return all(query, argument).stream().findFirst();
    }

    private synchronized List<String> all(String query, Object... arguments) {
        List<String> found = new ArrayList<>();
        try (PreparedStatement statement = prepare(query, arguments);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private synchronized void change(String command, Object... arguments) {
        try (PreparedStatement statement = prepare(command, arguments)) {
            statement.executeUpdate();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private PreparedStatement prepare(String command, Object... arguments) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(command);
        for (int i = 0; i < arguments.length; i++) {
            statement.setObject(i + 1, arguments[i]);
        }
        return statement;
    }

    private static StorageException failure(SQLException cause) {
        return new StorageException("The state of the mirror cannot be used: " + cause.getMessage(), cause);
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failure(e);
        }
    }
}

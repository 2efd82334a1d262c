package io.runfolio.coordination.postgres;

import io.runfolio.coordination.log.MediaLog;
import io.runfolio.files.StorageException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Generations of media in an object store, and the attempts that rely on them, as rows. */
final class PostgresMediaLog implements MediaLog {
    private final Database database;

    PostgresMediaLog(Database database) {
        this.database = database;
    }

    @Override
    public Map<String, Integer> use(String runId, Collection<String> sha256) {
        return database.transaction(connection -> {
            Sql.update(connection, "INSERT INTO runfolio_uploads (run_id) VALUES (?) ON CONFLICT DO NOTHING", runId);
            Map<String, Integer> generations = new TreeMap<>();
            for (String sum : new TreeSet<>(sha256)) { // in one order, as each row is locked until the commit
                int generation = Sql.first(
                                connection,
                                "INSERT INTO runfolio_media AS known (sha256, used) VALUES (?, clock_timestamp())"
                                        + " ON CONFLICT (sha256) DO UPDATE SET used = excluded.used"
                                        + " RETURNING known.generation",
                                row -> row.getInt(1),
                                sum)
                        .orElseThrow();
                generations.put(sum, generation);
                Sql.update(
                        connection,
                        "INSERT INTO runfolio_upload_media (run_id, sha256, generation) VALUES (?, ?, ?)"
                                + " ON CONFLICT (run_id, sha256) DO UPDATE SET generation = excluded.generation",
                        runId,
                        sum,
                        generation);
            }
            return generations;
        });
    }

    @Override
    public void giveUp(String runId) {
        database.transaction(connection -> forget(connection, runId));
    }

    private static int forget(Connection connection, String runId) throws SQLException {
        return Sql.update(connection, "DELETE FROM runfolio_upload_media WHERE run_id = ?", runId)
                + Sql.update(connection, "DELETE FROM runfolio_uploads WHERE run_id = ?", runId);
    }

    @Override
    public boolean retire(String sha256, int generation, Duration unused) {
        return database.run(connection -> {
            Sql.update(
                    connection,
                    "INSERT INTO runfolio_media AS known (sha256, generation, used)"
                            + " VALUES (?, ?, clock_timestamp()) ON CONFLICT (sha256) DO UPDATE"
                            + " SET generation = excluded.generation WHERE known.generation < excluded.generation"
                            + " AND known.used <= clock_timestamp() - ?::interval",
                    sha256,
                    generation + 1,
                    unused.toMillis() + " milliseconds");
            return Sql.first(
                            connection,
                            "SELECT generation FROM runfolio_media WHERE sha256 = ?",
                            row -> row.getInt(1),
                            sha256)
                    .filter(now -> now > generation)
                    .isPresent();
        });
    }

    @Override
    public boolean sweep(String runId) {
        return database.transaction(connection -> {
            Sql.update(
                    connection,
                    "INSERT INTO runfolio_uploads (run_id, swept) VALUES (?, true)"
                            + " ON CONFLICT (run_id) DO UPDATE SET swept = true",
                    runId);
            boolean isSealed = Sql.first(
                            connection, "SELECT 1 FROM runfolio_seals WHERE run_id = ?", row -> true, runId)
                    .isPresent();
            if (isSealed) {
                forget(connection, runId);
            }
            return !isSealed;
        });
    }

    /**
     * Refuses an import whose upload was forgotten.
     *
     * @throws StorageException if its objects were removed, as another attempt with the run id has given up
     */
    static void requireUpload(Connection connection, String runId) throws SQLException {
        boolean isNoted = Sql.first(
                        connection, "SELECT 1 FROM runfolio_uploads WHERE run_id = ? FOR UPDATE", row -> true, runId)
                .isPresent();
        boolean isSealed = Sql.first(connection, "SELECT 1 FROM runfolio_seals WHERE run_id = ?", row -> true, runId)
                .isPresent();
        if (!isNoted && !isSealed) {
            throw swept(runId);
        }
    }

    private static StorageException swept(String runId) {
        return new StorageException(
                "Objects of " + runId + " were swept from the object store before its seal: another attempt sends them"
                        + " again",
                null);
    }

    /**
     * Lets a run be sealed if all that it relies on is there, and forgets its upload. Rows are locked, so that a sweep
     * waits for the end of the transaction.
     *
     * @throws StorageException if its objects, or media that it relies on, were swept
     */
    static void settle(Connection connection, String runId) throws SQLException {
        List<Boolean> upload = Sql.list(
                connection,
                "SELECT swept FROM runfolio_uploads WHERE run_id = ? FOR UPDATE",
                row -> row.getBoolean(1),
                runId);
        if (upload.isEmpty()) {
            return; // bundles are not in an object store
        }
        List<Boolean> media = Sql.list(
                connection,
                "SELECT media.generation = upload.generation FROM runfolio_upload_media upload"
                        + " JOIN runfolio_media media ON media.sha256 = upload.sha256"
                        + " WHERE upload.run_id = ? ORDER BY media.sha256 FOR SHARE OF media",
                row -> row.getBoolean(1),
                runId);
        if (upload.contains(true) || media.contains(false)) {
            throw swept(runId);
        }
        forget(connection, runId);
    }
}

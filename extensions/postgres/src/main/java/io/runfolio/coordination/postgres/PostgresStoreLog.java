package io.runfolio.coordination.postgres;

import io.runfolio.coordination.SealRecord;
import io.runfolio.coordination.log.MediaLog;
import io.runfolio.coordination.log.StoreLog;
import io.runfolio.files.StorageException;
import io.runfolio.files.lock.Mutex;
import io.runfolio.run.EventOrigin;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Log of the bundles in an object store, as rows. Numbers are given under a lock, in the order of the commits. */
final class PostgresStoreLog implements StoreLog {
    private static final String CHANGE_ORDER = "change-order";
    private static final String PUBLISHER = "segments";
    private static final String SEAL =
            "SELECT seq, event_id, digest, fence, run_id, line, published FROM runfolio_seals";

    private final Database database;
    private final AdvisoryLocks locks;
    private final PostgresSeals seals;

    PostgresStoreLog(Database database, AdvisoryLocks locks, PostgresSeals seals) {
        this.seals = seals;
        this.database = database;
        this.locks = locks;
    }

    @Override
    public MediaLog media() {
        return new PostgresMediaLog(database);
    }

    private record Segment(int number, long lastSeq) {}

    private record Line(long seq, String text) {}

    @Override
    public List<NumberedSeal> seals(long after) {
        return database.run(connection -> Sql.list(
                connection,
                SEAL + " WHERE seq > ? ORDER BY seq LIMIT ?",
                row -> new NumberedSeal(row.getLong(1), seal(row)),
                after,
                MAX_BATCH));
    }

    @Override
    public String identity() {
        return database.run(
                connection -> Sql.first(connection, "SELECT identity FROM runfolio_store_log", row -> row.getString(1))
                        .orElse(""));
    }

    @Override
    public void seal(EventOrigin event, String runId, String indexLine) {
        database.transaction(connection -> {
            seals.lockEvent(connection, event, runId, other -> true);
            return seals.add(connection, Optional.of(event), 0, runId, indexLine);
        });
    }

    @Override
    public boolean install(SealRecord seal, Ledger ledger) {
        return database.transaction(connection -> {
            if (seal.event().isPresent()) {
                seals.lockEvent(connection, seal.event().get(), seal.runId(), other -> true);
            }
            PostgresMediaLog.requireUpload(connection, seal.runId());
            boolean isAdded = seals.add(connection, seal.event(), seal.fence(), seal.runId(), seal.indexLine());
            if (isAdded) {
                // a run without a seal has lines only if an earlier bundle of it was deleted
                Sql.update(connection, "DELETE FROM runfolio_ledger_lines WHERE run_path = ?", ledger.runPath());
                insert(connection, ledger.runPath(), 0, ledger.lines());
            }
            return isAdded;
        });
    }

    @Override
    public boolean isSealed(String runId) {
        return database.run(
                connection -> Sql.first(connection, "SELECT 1 FROM runfolio_seals WHERE run_id = ?", row -> true, runId)
                        .isPresent());
    }

    @Override
    public Optional<SealRecord> sealOf(String eventId) {
        return database.run(connection ->
                Sql.first(connection, SEAL + " WHERE event_id = ?", PostgresStoreLog::seal, Sql.text(eventId)));
    }

    private static SealRecord seal(ResultSet row) throws SQLException {
        return new SealRecord(
                PostgresSeals.event(row.getString(2), row.getString(3)),
                row.getLong(4),
                row.getString(5),
                row.getString(6),
                row.getBoolean(7));
    }

    @Override
    public List<Change> changes(long after) {
        return database.run(connection -> Sql.list(
                connection,
                "SELECT number, run_path FROM runfolio_changes WHERE number > ? ORDER BY number LIMIT ?",
                row -> new Change(row.getLong(1), row.getString(2)),
                after,
                MAX_BATCH));
    }

    @Override
    public void announce(String runPath) {
        database.transaction(connection -> announce(connection, runPath));
    }

    private int announce(Connection connection, String runPath) throws SQLException {
        locks.lockTransaction(connection, CHANGE_ORDER, "");
        return Sql.update(
                connection,
                "INSERT INTO runfolio_changes (number, run_path)"
                        + " SELECT coalesce(max(number), 0) + 1, ? FROM runfolio_changes",
                runPath);
    }

    @Override
    public List<String> ledger(String runPath) {
        return database.run(connection -> Sql.list(
                connection,
                "SELECT line FROM runfolio_ledger_lines WHERE run_path = ? ORDER BY position",
                row -> row.getString(1),
                runPath));
    }

    @Override
    public void appendLedger(String runPath, int size, List<String> lines) {
        database.transaction(connection -> {
            int known = Sql.first(
                            connection,
                            "SELECT count(*) FROM runfolio_ledger_lines WHERE run_path = ?",
                            row -> row.getInt(1),
                            runPath)
                    .orElse(0);
            int added = known == size ? insert(connection, runPath, size, lines) : 0;
            if (added != lines.size()) {
                throw new StorageException(
                        "The ledger of " + runPath + " was changed by another writer meanwhile: try again", null);
            }
            return announce(connection, runPath);
        });
    }

    private static int insert(Connection connection, String runPath, int size, List<String> lines) throws SQLException {
        int added = 0;
        for (String line : lines) {
            added += Sql.update(
                    connection,
                    "INSERT INTO runfolio_ledger_lines (run_path, position, line) VALUES (?, ?, ?)"
                            + " ON CONFLICT DO NOTHING",
                    runPath,
                    size + added,
                    Sql.text(line));
        }
        return added;
    }

    @Override
    public List<LedgerLine> unstoredLines() {
        return database.run(connection -> Sql.list(
                connection,
                "SELECT run_path, position, line FROM runfolio_ledger_lines WHERE NOT stored"
                        + " ORDER BY run_path, position LIMIT ?",
                row -> new LedgerLine(row.getString(1), row.getInt(2), row.getString(3)),
                MAX_BATCH));
    }

    @Override
    public void stored(List<LedgerLine> lines) {
        database.transaction(connection -> {
            Sql.batch(
                    connection,
                    "UPDATE runfolio_ledger_lines SET stored = true WHERE run_path = ? AND position = ?",
                    lines.stream().map(line -> new Object[] {line.runPath(), line.position()}));
            return lines.size();
        });
    }

    @Override
    public int publishSegments(SegmentWriter writer) {
        Optional<Mutex.Held> leader = locks.tryHold(PostgresLocks.WRITERS, PUBLISHER);
        if (leader.isEmpty()) {
            return 0;
        }
        try (Mutex.Held held = leader.get()) {
            int written = 0;
            for (Optional<Segment> segment = next(); segment.isPresent(); segment = next()) {
                written += write(segment.get(), writer);
            }
            return written;
        }
    }

    /** Returns the segment to write: one that another publisher has left, or a new one. */
    private Optional<Segment> next() {
        return database.transaction(connection -> {
            Optional<Segment> left = Sql.first(
                    connection,
                    "SELECT number, last_seq FROM runfolio_segments WHERE NOT stored ORDER BY number LIMIT 1",
                    row -> new Segment(row.getInt(1), row.getLong(2)));
            return left.isPresent() ? left : begin(connection);
        });
    }

    private static Optional<Segment> begin(Connection connection) throws SQLException {
        List<Segment> begun = Sql.list(
                connection,
                "INSERT INTO runfolio_segments (number, last_seq)"
                        + " SELECT (SELECT coalesce(max(number), 0) + 1 FROM runfolio_segments), max(seq) FROM ("
                        + "SELECT seq FROM runfolio_seals WHERE seq >"
                        + " (SELECT coalesce(max(last_seq), 0) FROM runfolio_segments) ORDER BY seq LIMIT ?) AS lines"
                        + " HAVING max(seq) IS NOT NULL RETURNING number, last_seq",
                row -> new Segment(row.getInt(1), row.getLong(2)),
                MAX_BATCH);
        return begun.stream().findFirst();
    }

    private int write(Segment segment, SegmentWriter writer) {
        List<Line> lines = database.run(connection -> Sql.list(
                connection,
                "SELECT seq, line FROM runfolio_seals WHERE seq <= ? AND seq >"
                        + " (SELECT coalesce(max(last_seq), 0) FROM runfolio_segments WHERE number < ?) ORDER BY seq",
                row -> new Line(row.getLong(1), row.getString(2)),
                segment.lastSeq(),
                segment.number()));
        writer.write(segment.number(), lines.stream().map(Line::text).toList());
        database.transaction(connection -> {
            Sql.update(
                    connection,
                    "UPDATE runfolio_seals SET published = true WHERE NOT published AND seq <= ?",
                    segment.lastSeq());
            return Sql.update(
                    connection, "UPDATE runfolio_segments SET stored = true WHERE number = ?", segment.number());
        });
        return lines.size();
    }

    @Override
    public void rebuild(Iterable<Ledger> ledgers) {
        database.transaction(connection -> {
            for (String table : List.of("runfolio_segments", "runfolio_changes", "runfolio_ledger_lines")) {
                Sql.update(connection, "DELETE FROM " + table);
            }
            Sql.update(connection, "UPDATE runfolio_seals SET published = false");
            Sql.update(
                    connection,
                    "UPDATE runfolio_store_log SET identity = md5(random()::text || clock_timestamp()::text)");
            int lines = 0;
            for (Ledger ledger : ledgers) {
                lines += insert(connection, ledger.runPath(), 0, ledger.lines());
            }
            return lines;
        });
    }
}

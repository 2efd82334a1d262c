package io.runfolio.coordination.postgres;

import io.runfolio.coordination.access.SessionStore;
import java.time.Duration;
import java.util.Optional;

/** Sessions as rows. They end by the clock of the server. */
final class PostgresSessions implements SessionStore {
    /** Lets one transaction at a time open sessions, so that the limits hold. Others are read meanwhile. */
    private static final String LOCK = "LOCK TABLE runfolio_sessions IN SHARE UPDATE EXCLUSIVE MODE";

    private static final String REMOVE_OLD = "DELETE FROM runfolio_sessions WHERE id IN"
            + " (SELECT id FROM runfolio_sessions WHERE token = ? ORDER BY seq DESC OFFSET ?)";
    private static final String REMOVE_OLD_OF_ALL = "DELETE FROM runfolio_sessions WHERE id IN"
            + " (SELECT id FROM runfolio_sessions ORDER BY seq DESC OFFSET ?)";

    private final Database database;
    private final FailFast failFast;

    PostgresSessions(Database database, FailFast failFast) {
        this.database = database;
        this.failFast = failFast;
    }

    @Override
    public void open(String idSha256, String tokenSha256, Duration life) {
        failFast.ask(() -> database.transaction(connection -> {
            Sql.update(connection, LOCK);
            Sql.update(connection, "DELETE FROM runfolio_sessions WHERE ends <= now()");
            Sql.update(connection, REMOVE_OLD, tokenSha256, MAX_PER_TOKEN - 1);
            Sql.update(connection, REMOVE_OLD_OF_ALL, MAX_SESSIONS - 1);
            return Sql.update(
                    connection,
                    "INSERT INTO runfolio_sessions (id, token, ends) VALUES (?, ?, now() + ?::interval)",
                    idSha256,
                    tokenSha256,
                    life.toMillis() + " milliseconds");
        }));
    }

    @Override
    public Optional<String> token(String idSha256) {
        return failFast.ask(() -> database.run(connection -> Sql.first(
                connection,
                "SELECT token FROM runfolio_sessions WHERE id = ? AND ends > now()",
                row -> row.getString(1),
                idSha256)));
    }

    @Override
    public void close(String idSha256) {
        failFast.ask(() -> database.run(
                connection -> Sql.update(connection, "DELETE FROM runfolio_sessions WHERE id = ?", idSha256)));
    }

    @Override
    public void closeAll(String tokenSha256) {
        failFast.ask(() -> database.transaction(connection -> {
            Sql.update(connection, LOCK);
            return Sql.update(connection, "DELETE FROM runfolio_sessions WHERE token = ?", tokenSha256);
        }));
    }

    @Override
    public boolean isRemote() {
        return true;
    }
}

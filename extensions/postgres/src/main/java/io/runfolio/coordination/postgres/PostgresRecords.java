package io.runfolio.coordination.postgres;

import io.runfolio.coordination.shared.LineLog;
import io.runfolio.coordination.shared.SharedRecords;
import io.runfolio.coordination.shared.StateDocuments;

/** Records of all hosts as rows. Anyone may cause questions about them, such as by a forged link. */
final class PostgresRecords implements SharedRecords {
    private final Database database;
    private final FailFast failFast;

    PostgresRecords(Database database, FailFast failFast) {
        this.database = database;
        this.failFast = failFast;
    }

    @Override
    public LineLog log(String name, LineLog.Listener listener) {
        return new PostgresLineLog(database, failFast, name, listener);
    }

    @Override
    public StateDocuments documents(String kind, String firstState) {
        return new PostgresDocuments(database, kind, firstState);
    }
}

package io.runfolio.coordination.postgres;

import io.runfolio.coordination.shared.StateDocuments;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Documents of a kind as rows. */
final class PostgresDocuments implements StateDocuments {
    private final Database database;
    private final String kind;
    private final String firstState;

    PostgresDocuments(Database database, String kind, String firstState) {
        this.database = database;
        this.kind = kind;
        this.firstState = firstState;
    }

    @Override
    public Document add(String id, String text) {
        return database.run(connection -> {
            Sql.update(
                    connection,
                    "INSERT INTO runfolio_documents (kind, id, state, body) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    kind,
                    id,
                    firstState,
                    Sql.text(text));
            return find(connection, id).orElseThrow();
        });
    }

    @Override
    public Optional<Document> find(String id) {
        return database.run(connection -> find(connection, id));
    }

    private Optional<Document> find(Connection connection, String id) throws SQLException {
        return Sql.first(
                connection,
                "SELECT state, body FROM runfolio_documents WHERE kind = ? AND id = ?",
                row -> new Document(row.getString(1), row.getString(2)),
                kind,
                id);
    }

    @Override
    public boolean move(String id, String from, String to) {
        return database.run(connection -> Sql.update(
                        connection,
                        "UPDATE runfolio_documents SET state = ?, changed = now() WHERE kind = ? AND id = ?"
                                + " AND state = ?",
                        to,
                        kind,
                        id,
                        from)
                == 1);
    }

    @Override
    public List<String> ids(String state, int limit) {
        return database.run(connection -> Sql.list(
                connection,
                "SELECT id FROM runfolio_documents WHERE kind = ? AND state = ? ORDER BY seq LIMIT ?",
                row -> row.getString(1),
                kind,
                state,
                limit));
    }
}

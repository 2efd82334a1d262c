package io.runfolio.coordination.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.coordination.access.SessionStore;
import io.runfolio.coordination.access.SessionStoreContract;
import io.runfolio.files.Checksums;
import io.runfolio.files.StorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresSessionsIT extends SessionStoreContract {
    private final String url = TestServer.newSchema();
    private final List<PostgresBackend> opened = new ArrayList<>();

    @Override
    protected SessionStore open() {
        PostgresBackend backend = new PostgresBackend(TestServer.settings(url, "15s"));
        opened.add(backend);
        return backend.sessions();
    }

    @Override
    protected void pass(Duration time) {
        TestServer.execute(
                url, "UPDATE runfolio_sessions SET ends = ends - interval '" + time.toMillis() + " milliseconds'");
    }

    @AfterEach
    void close() {
        opened.forEach(PostgresBackend::close);
    }

    @Test
    void an_outage_is_an_error_and_only_the_first_to_ask_waits_for_it() {
        SessionStore store = open();
        String id = Checksums.sha256("session");
        store.open(id, Checksums.sha256("token"), Duration.ofHours(1));
        opened.get(0).close();
        assertThatThrownBy(() -> store.token(id))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("cannot be used");
        assertThatThrownBy(() -> store.token(id))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("a moment ago");
        assertThat(open().token(id)).isPresent();
    }
}

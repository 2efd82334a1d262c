package io.runfolio.coordination.postgres;

import io.runfolio.coordination.access.AttemptCounters;
import io.runfolio.coordination.access.AttemptCountersContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

class PostgresAttemptsIT extends AttemptCountersContract {
    private final String url = TestServer.newSchema();
    private final List<PostgresBackend> opened = new ArrayList<>();

    @Override
    protected AttemptCounters open() {
        PostgresBackend backend = new PostgresBackend(TestServer.settings(url, "15s"));
        opened.add(backend);
        return backend.attempts();
    }

    @Override
    protected void pass(Duration time) {
        TestServer.execute(
                url, "UPDATE runfolio_attempts SET ends = ends - interval '" + time.toMillis() + " milliseconds'");
    }

    @AfterEach
    void close() {
        opened.forEach(PostgresBackend::close);
    }
}

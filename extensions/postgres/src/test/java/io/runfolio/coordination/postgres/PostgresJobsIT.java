package io.runfolio.coordination.postgres;

import io.runfolio.coordination.job.JobQueue;
import io.runfolio.coordination.job.JobQueueContract;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** Jobs as rows, under the contract. */
class PostgresJobsIT extends JobQueueContract {
    private final String url = TestServer.newSchema();
    private final Map<String, PostgresBackend> opened = new HashMap<>();

    @Override
    protected JobQueue open(String worker) {
        PostgresBackend backend = new PostgresBackend(TestServer.settings(url, "15s"));
        opened.put(worker, backend);
        backend.aliveMarks().register(worker);
        return backend.jobs(worker);
    }

    /** Lets the heartbeats of a worker expire. Its connections stay, as it may be frozen only. */
    @Override
    protected void kill(String worker) {
        opened.get(worker).heartbeats().close();
        TestServer.execute(
                url, "UPDATE runfolio_workers SET seen = now() - interval '1 hour' WHERE name = '" + worker + "'");
    }

    @AfterEach
    void end() {
        opened.values().forEach(PostgresBackend::close);
    }
}

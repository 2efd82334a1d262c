package io.runfolio.coordination.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.coordination.shared.StateDocuments;
import io.runfolio.coordination.shared.StateDocumentsContract;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresDocumentsIT extends StateDocumentsContract {
    private final String url = TestServer.newSchema();
    private final Queue<PostgresBackend> opened = new ConcurrentLinkedQueue<>();

    private StateDocuments open(String kind) {
        PostgresBackend backend = new PostgresBackend(TestServer.settings(url, "15s"));
        opened.add(backend);
        return backend.sharedRecords().documents(kind, STATES.get(0));
    }

    @Override
    protected StateDocuments open() {
        return open("kind");
    }

    @AfterEach
    void close() {
        opened.forEach(PostgresBackend::close);
    }

    @Test
    void kinds_have_nothing_in_common_and_the_oldest_come_first() {
        StateDocuments documents = open();
        documents.add("b", "1");
        documents.add("a", "2");
        assertThat(documents.ids("new", 10)).containsExactly("b", "a");
        StateDocuments others = open("other");
        assertThat(others.find("a")).isEmpty();
        assertThat(others.ids("new", 10)).isEmpty();
        others.add("a", "of the other");
        assertThat(documents.find("a").orElseThrow().text()).isEqualTo("2");
    }
}

package io.runfolio.coordination.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.coordination.shared.LineLog;
import io.runfolio.coordination.shared.LineLogContract;
import io.runfolio.files.StorageException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresLineLogIT extends LineLogContract {
    private final String url = TestServer.newSchema();
    private final Queue<PostgresBackend> opened = new ConcurrentLinkedQueue<>();

    @Override
    protected LineLog open(String name, LineLog.Listener listener) {
        PostgresBackend backend = new PostgresBackend(TestServer.settings(url, "15s"));
        opened.add(backend);
        return backend.sharedRecords().log(name, listener);
    }

    @AfterEach
    void close() {
        opened.forEach(PostgresBackend::close);
    }

    private static final class Lines implements LineLog.Listener {
        private final List<String> all = new ArrayList<>();

        @Override
        public void reset() {
            all.clear();
        }

        @Override
        public boolean line(byte[] line) {
            return all.add(new String(line, StandardCharsets.UTF_8));
        }
    }

    @Test
    void a_database_that_was_lost_or_restored_is_read_from_its_start() {
        Lines lines = new Lines();
        LineLog log = open("one", lines);
        log.append(() -> List.of("1", "2"));
        assertThat(log.query(() -> List.copyOf(lines.all))).containsExactly("1", "2");

        TestServer.execute(url, "DELETE FROM runfolio_log_lines WHERE position = 1");
        TestServer.execute(url, "UPDATE runfolio_logs SET size = 1"); // as in a backup of that time
        assertThat(log.query(() -> List.copyOf(lines.all))).containsExactly("1");

        TestServer.execute(url, "DELETE FROM runfolio_log_lines");
        TestServer.execute(url, "DELETE FROM runfolio_logs");
        assertThat(log.query(() -> List.copyOf(lines.all))).isEmpty();
        log.append(() -> List.of("a", "b", "c"));
        assertThat(log.query(() -> List.copyOf(lines.all))).containsExactly("a", "b", "c");
    }

    @Test
    void an_outage_is_an_error_and_only_the_first_to_ask_waits_for_it() {
        Lines lines = new Lines();
        LineLog log = open("one", lines);
        log.append(() -> List.of("1"));
        opened.element().close();
        assertThatThrownBy(() -> log.query(() -> lines.all))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("cannot be used");
        assertThatThrownBy(() -> log.query(() -> lines.all))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("a moment ago");
        Lines others = new Lines();
        assertThat(open("one", others).query(() -> List.copyOf(others.all))).containsExactly("1");
    }
}

package io.runfolio.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.UtcClock;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShareCountersTest {
    private static final Instant START = Instant.parse("2026-03-26T12:00:00Z");
    private static final String LINK = "share-0000000000000001";

    @TempDir
    private Path outputs;

    private Instant now = START;

    private ShareCounters opened() {
        return new ShareCounters(Backends.outputs(outputs), new UtcClock() {
            @Override
            public Instant instant() {
                return now;
            }
        });
    }

    private Path file() {
        return Backends.outputs(outputs).shares().resolve("counts.jsonl");
    }

    @Test
    void requests_write_nothing_and_a_flush_writes_one_line_per_link() throws IOException {
        ShareCounters counters = opened();
        for (int i = 0; i < 1000; i++) {
            counters.viewed(LINK);
            counters.downloaded(LINK);
        }
        counters.viewed("share-0000000000000002");
        assertThat(file()).doesNotExist();

        counters.flush();
        counters.flush();

        assertThat(Files.readAllLines(file())).hasSize(2);
        assertThat(counters.counts(LINK)).isEqualTo(new ShareCounts(1000, 1000, Optional.of(START)));
    }

    @Test
    void counts_of_several_processes_are_added_up() {
        ShareCounters one = opened();
        ShareCounters other = opened();
        one.viewed(LINK);
        now = START.plusSeconds(9);
        other.viewed(LINK);
        other.downloaded(LINK);
        one.flush();
        other.flush();

        assertThat(opened().counts(LINK)).isEqualTo(new ShareCounts(2, 1, Optional.of(now)));
        assertThat(one.counts(LINK)).isEqualTo(new ShareCounts(2, 1, Optional.of(now)));
    }

    @Test
    void a_file_with_many_lines_is_replaced_by_its_sums() throws IOException {
        Files.createDirectories(file().getParent());
        String line = "{\"share\":\"" + LINK + "\",\"views\":1,\"downloads\":0,\"last\":\"2026-03-26T11:00:00Z\"}\n";
        Files.writeString(file(), line.repeat(10_001));
        ShareCounters counters = opened();
        counters.viewed(LINK);

        counters.flush();

        assertThat(Files.readAllLines(file())).hasSize(1);
        assertThat(opened().counts(LINK)).isEqualTo(new ShareCounts(10_002, 0, Optional.of(START)));
    }
}

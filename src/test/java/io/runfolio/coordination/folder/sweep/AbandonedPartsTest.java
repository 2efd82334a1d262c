package io.runfolio.coordination.folder.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AbandonedPartsTest {
    @TempDir
    Path inbox;

    private final AtomicLong nanos = new AtomicLong(-5);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void a_part_that_does_not_change_for_a_minute_is_deleted_and_nothing_else() throws IOException {
        AbandonedParts parts = new AbandonedParts(inbox, nanos::get);
        Path abandoned = Files.writeString(inbox.resolve(".a98c43b8685f.part"), "{\"status");
        Path growing = Files.writeString(inbox.resolve(".b98c43b8685f.part"), "{");
        Path ofProducer = Files.writeString(inbox.resolve("run.json.part"), "{");
        Path event = Files.writeString(inbox.resolve("run.json"), "{}");
        Files.setLastModifiedTime(abandoned, FileTime.fromMillis(0));

        parts.sweep();
        pass(Duration.ofSeconds(59));
        parts.sweep();
        assertThat(abandoned).exists();
        Files.writeString(growing, "{\"status\":");
        pass(Duration.ofSeconds(2));
        parts.sweep();

        assertThat(abandoned).doesNotExist();
        assertThat(growing).exists();
        assertThat(ofProducer).exists();
        assertThat(event).exists();
    }

    @Test
    void a_folder_that_is_gone_is_no_fault() {
        new AbandonedParts(inbox.resolve("gone"), nanos::get).sweep();

        assertThat(inbox).isEmptyDirectory();
    }
}

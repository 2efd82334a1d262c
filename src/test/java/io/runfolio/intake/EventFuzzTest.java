package io.runfolio.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.runfolio.Allocation;
import io.runfolio.run.RunRequest;
import io.runfolio.settings.EventSettings;
import java.nio.file.Path;
import java.util.List;

/**
 * Tests that any event file is read or refused, at the cost of little memory. A refusal has a code and a reason that
 * fits in a line of a log.
 */
class EventFuzzTest {
    private static final EventReader READER = new EventReader(
            new EventSettings(1 << 20, 64, 20_000, 1_000),
            new SourceRoots(List.of(Path.of("samples").toAbsolutePath())));

    @FuzzTest
    void an_event_is_read_or_refused(byte[] event) {
        Allocation.within(32 << 20, () -> read(event));
    }

    private static void read(byte[] event) {
        try {
            RunEvent read = READER.read(event);
            assertThat(read.eventId()).isNotBlank();
            assertThat(read.digest()).hasSize(64);
            RunRequest request = read.request();
            assertThat(request.status()).isNotBlank();
            assertThat(request.modelKey()).isNotBlank();
        } catch (RefusedEventException e) {
            assertThat(e.code()).matches("[a-z0-9_]+");
            assertThat(e.field()).doesNotContainPattern("\\p{Cntrl}").hasSizeLessThan(400);
            assertThat(e.getMessage()).doesNotContainPattern("\\p{Cntrl}").hasSizeLessThan(1_000);
        }
    }
}

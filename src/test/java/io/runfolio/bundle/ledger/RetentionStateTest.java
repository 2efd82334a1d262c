package io.runfolio.bundle.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.json.RecordMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetentionStateTest {
    private static final String AT = "2026-03-26T10:00:00Z";
    private static final Hold HOLD = new Hold("hold-1", null, "case 7", "2026-04-01T00:00:00Z", "ann", AT);
    private static final Removal REMOVAL = new Removal(
            "removal-1",
            "artifact-1",
            RemovalScope.ORIGINALS,
            "plan-1",
            "old",
            "2026-04-25T00:00:00Z",
            List.of(
                    new RemovedFile("original/output_01.png", 10L, "ab", "image/png"),
                    new RemovedFile("web/output_01.webp", 5L, null, "image/webp")),
            "retention",
            AT,
            null,
            null);

    private final List<byte[]> lines = new ArrayList<>();

    private RetentionState after(Object... records) {
        for (Object record : records) {
            lines.add(RecordMapper.line(record).getBytes(StandardCharsets.US_ASCII));
        }
        return RetentionLedger.of(lines);
    }

    @Test
    void a_hold_on_a_run_covers_its_artifacts_until_its_time() {
        RetentionState state = after(HOLD.line());
        assertThat(state.holds()).containsExactly(HOLD);
        assertThat(state.holdsOf("artifact-1", Instant.parse("2026-03-31T23:59:59Z")))
                .hasSize(1);
        assertThat(state.holdsOf("artifact-1", Instant.parse("2026-04-01T00:00:00Z")))
                .isEmpty();
    }

    @Test
    void a_released_hold_is_gone() {
        assertThat(after(HOLD.line(), HOLD.release("bob", AT, null)).holds()).isEmpty();
    }

    @Test
    void a_purged_file_is_removed_until_it_comes_back() {
        assertThat(after(REMOVAL.line()).removalOf("web/output_01.webp")).contains(REMOVAL);
        RetentionLine back = new RetentionLine(
                null,
                RetentionAction.RESTORE,
                "ann",
                AT,
                null,
                Map.of("removal_id", "removal-1", "paths", List.of("web/output_01.webp")));
        RetentionState state = after(back);
        assertThat(state.removalOf("web/output_01.webp")).isEmpty();
        assertThat(state.removalOf("original/output_01.png")).isPresent();
    }

    @Test
    void a_tombstone_says_that_the_bytes_are_deleted() {
        RetentionLine tombstone = new RetentionLine(
                null,
                RetentionAction.TOMBSTONE,
                "retention",
                "2026-04-26T00:00:00Z",
                null,
                Map.of("removal_id", "removal-1"));
        RetentionState state = after(REMOVAL.line(), tombstone);
        assertThat(state.removalOf("original/output_01.png"))
                .hasValueSatisfying(removal -> assertThat(removal.deletedAt()).isEqualTo("2026-04-26T00:00:00Z"));
    }

    @Test
    void lines_of_reviews_and_invalid_lines_are_ignored() {
        String review = "{'revision':1,'artifact_id':'a','action':'approve','by':'x','at':'y','note':'hold'}";
        lines.add(review.replace('\'', '"').getBytes(StandardCharsets.US_ASCII));
        lines.add("{\"action\":\"hold\",\"data\":7}".getBytes(StandardCharsets.US_ASCII));
        lines.add("{\"action\":\"purge\",\"by\":\"x\",\"at\":\"y\",\"data\":{\"files\":[null,{}]}}"
                .getBytes(StandardCharsets.US_ASCII));
        assertThat(after()).isEqualTo(RetentionState.NONE);
    }
}

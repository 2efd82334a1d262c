package io.runfolio.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.artifact.ReviewRequest;
import io.runfolio.bundle.ledger.Hold;
import io.runfolio.retention.hold.HoldRequest;
import io.runfolio.retention.hold.HoldTime;
import io.runfolio.retention.hold.InvalidHoldException;
import io.runfolio.retention.hold.UnknownHoldException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtectionsTest {
    private static final Instant NOW = Instant.parse("2026-03-26T12:00:00Z");

    @TempDir
    private Path folder;

    private RetentionLibrary library;
    private String run;

    @BeforeEach
    void seal() {
        library = new RetentionLibrary(folder);
        run = library.seal("studio/1");
    }

    private List<ProtectionKind> kinds(String artifactId) {
        return library.protections.of(library.view(run), artifactId).stream()
                .map(Protection::kind)
                .toList();
    }

    @Test
    void the_tag_keep_protects_an_artifact_and_its_run() {
        library.reviews.apply(run, ReviewRequest.tag(library.id(run, 0), List.of("keep"), "ann"));
        assertThat(kinds(library.id(run, 0))).containsExactly(ProtectionKind.TAGGED);
        assertThat(kinds(library.id(run, 1))).isEmpty();
        assertThat(kinds(null)).containsExactly(ProtectionKind.TAGGED);
    }

    @Test
    void a_hold_on_a_run_protects_each_artifact_until_its_time() {
        library.holds.hold(
                run,
                new HoldRequest(
                        null, "case 7", Optional.of(library.clock.instant().plusSeconds(60)), "ann"));
        assertThat(kinds(library.id(run, 2))).containsExactly(ProtectionKind.HELD);
        library.clock.pass(Duration.ofSeconds(60));
        assertThat(kinds(library.id(run, 2))).isEmpty();
    }

    @Test
    void shares_and_open_workflow_runs_protect_the_artifacts_they_name() {
        String id = library.id(run, 1);
        Protections protections = new Protections(
                ExternalProtections.shared(() -> Set.of(id)).and(ExternalProtections.used(() -> Set.of(id))),
                library.clock);
        assertThat(protections.of(library.view(run), id))
                .extracting(Protection::kind)
                .containsExactly(ProtectionKind.SHARED, ProtectionKind.REFERENCED);
        assertThat(protections.of(library.view(run), library.id(run, 0))).isEmpty();
    }

    @Test
    void a_hold_is_released_once() {
        Hold hold = library.holds.hold(run, new HoldRequest(null, "case 7", Optional.empty(), "ann"));
        assertThat(library.holds.find(hold.holdId())).isPresent();
        library.holds.release(run, hold.holdId(), "bob", "closed");
        assertThat(library.holds.list(run)).isEmpty();
        assertThatThrownBy(() -> library.holds.release(run, hold.holdId(), "bob", null))
                .isInstanceOf(UnknownHoldException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "2027-01-31, 2027-02-01T00:00:00Z",
        "2027-01-31T12:00:00+02:00, 2027-01-31T10:00:00Z",
        "90d, 2026-06-24T12:00:00Z",
        "2w, 2026-04-09T12:00:00Z",
        "6m, 2026-09-26T12:00:00Z",
        "7y, 2033-03-26T12:00:00Z"
    })
    void the_end_of_a_hold_is_a_day_a_time_or_a_length(String text, Instant end) {
        assertThat(HoldTime.parse(text, NOW)).isEqualTo(end);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "0d", "2027-02-30", "99999999999d", "2027-01-31T12:00:00"})
    void other_texts_are_no_end_of_a_hold(String text) {
        assertThatThrownBy(() -> HoldTime.parse(text, NOW)).isInstanceOf(InvalidHoldException.class);
    }
}

package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.bundle.RecordMapper;
import io.runfolio.bundle.RunDraft;
import io.runfolio.flow.SealedRun;
import io.runfolio.flow.Verification;
import io.runfolio.intake.RunEvent;
import io.runfolio.media.child.ProcessChildRunner;
import io.runfolio.run.Durable;
import io.runfolio.run.RefusedEventException;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunRequest;
import io.runfolio.run.UnreadableRecordException;
import io.runfolio.settings.RunfolioSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An event is delivered again, to a worker that lives, after another one died or gave up between the event's seal and
 * its last line.
 */
class SecondDeliveryTest {
    @TempDir
    Path folder;

    private Workshop workshop;
    private Runfolio living;

    @BeforeEach
    void aWorkerLives() {
        workshop = new Workshop(folder);
        living = Runfolio.open(settings());
    }

    @AfterEach
    void close() {
        living.close();
    }

    @Test
    void an_event_sealed_by_a_dead_worker_is_bundled_once() {
        SealedRun sealed = sealedByTheDead(request("k", "first"));

        RunArtifact again = living.createRunArtifact(request("k", "first"));

        assertThat(again.runId()).isEqualTo(sealed.artifact().runId());
        assertWholeAndSingle(sealed.artifact().runId());
    }

    @Test
    void an_event_whose_index_line_alone_was_written_is_bundled_once() {
        SealedRun sealed = sealedByTheDead(request("k", "first"));
        living.appendRunIndex(sealed.entry());

        assertThat(living.createRunArtifact(request("k", "first")).runId())
                .isEqualTo(sealed.artifact().runId());
        assertWholeAndSingle(sealed.artifact().runId());
    }

    @Test
    void the_same_key_with_other_content_is_a_conflict_right_after_the_death() {
        SealedRun sealed = sealedByTheDead(request("k", "first"));

        assertThatThrownBy(() -> living.createRunArtifact(request("k", "second")))
                .isInstanceOfSatisfying(RefusedEventException.class, refused -> assertThat(refused.code())
                        .isEqualTo("conflict"));
        assertThat(living.createRunArtifact(request("innocent", "second")).runId())
                .isNotEqualTo(sealed.artifact().runId());
        assertThat(workshop.bundles()).hasSize(2);
    }

    @Test
    void other_events_of_a_dead_worker_do_not_change_what_an_event_is() {
        SealedRun first = sealedByTheDead(request("k", "first"));
        SealedRun second = sealedByTheDead(request("k2", "first"));

        assertThat(living.createRunArtifact(request("k2", "first")).runId())
                .isEqualTo(second.artifact().runId());
        assertThat(living.createRunArtifact(request("k", "first")).runId())
                .isEqualTo(first.artifact().runId());
        assertThat(workshop.bundles()).hasSize(2);
    }

    @Test
    void a_run_that_died_before_its_seal_is_bundled_by_the_second_delivery() {
        RunfolioParts dead = parts();
        dead.bundler.open(event(dead, request("k", "first")));

        RunArtifact run = living.createRunArtifact(request("k", "first"));

        living.close();
        living = Runfolio.open(settings());
        assertWholeAndSingle(run.runId());
    }

    @Test
    void the_next_worker_writes_the_lines_before_it_frees_the_run_id() throws IOException {
        SealedRun sealed = sealedByTheDead(request("k", "first"));
        Path reservation = parts().layout.reservation(sealed.artifact().runId());
        assertThat(reservation).exists();

        Runfolio.open(settings()).close();

        assertThat(reservation).doesNotExist();
        assertThat(Files.readString(workshop.outputs.resolve(".runfolio/events.jsonl")))
                .contains(sealed.artifact().runId());
        assertWholeAndSingle(sealed.artifact().runId());
    }

    @Test
    void a_worker_that_closes_writes_the_lines_that_it_owes() {
        RunfolioParts closing = parts();
        closing.show();
        SealedRun sealed = seal(closing, request("k", "first"));
        closing.close();
        assertWholeAndSingle(sealed.artifact().runId());
    }

    @Test
    void a_worker_that_closes_and_cannot_write_its_lines_leaves_what_the_next_needs() throws IOException {
        RunfolioParts closing = parts();
        closing.show();
        SealedRun sealed = seal(closing, request("k", "first"));
        Path obstacle = Files.createDirectory(workshop.outputs.resolve("index.jsonl"));
        closing.close();
        Files.delete(obstacle);

        assertThat(living.createRunArtifact(request("k", "first")).runId())
                .isEqualTo(sealed.artifact().runId());
        assertWholeAndSingle(sealed.artifact().runId());
    }

    @Test
    void a_reservation_of_an_older_version_is_completed_from_the_bundle() throws IOException {
        SealedRun sealed = sealedByTheDead(request("k", "first"));
        Files.writeString(parts().layout.reservation(sealed.artifact().runId()), "host-1-abcdef");

        assertThat(living.createRunArtifact(request("k", "first")).runId())
                .isEqualTo(sealed.artifact().runId());
        assertWholeAndSingle(sealed.artifact().runId());
    }

    @Test
    void an_unreadable_bundle_of_an_unknown_event_holds_up_no_other() throws IOException {
        SealedRun sealed = sealedByTheDead(request("k", "first"));
        Files.writeString(parts().layout.reservation(sealed.artifact().runId()), "host-1-abcdef");
        Files.writeString(workshop.bundles().get(0).resolve("manifest.json"), "{");

        assertThat(living.createRunArtifact(request("innocent", "first"))).isNotNull();
    }

    @Test
    void a_bundle_that_was_deleted_before_a_death_does_not_hide_the_new_one() throws IOException {
        RunArtifact deleted = living.createRunArtifact(request("k", "first"));
        Durable.deleteTree(workshop.outputs.resolve(deleted.runDir()));
        SealedRun sealed = sealedByTheDead(request("k", "first"));
        Files.delete(parts().layout.reservation(sealed.artifact().runId()));

        Runfolio.open(settings()).close();

        assertThat(living.createRunArtifact(request("k", "first")).runId())
                .isEqualTo(sealed.artifact().runId());
        assertThat(workshop.bundles()).hasSize(1);
    }

    @Test
    void a_sealed_bundle_that_cannot_be_read_is_not_made_a_second_time() throws IOException {
        SealedRun sealed = sealedByTheDead(request("k", "first"));
        Path manifest = workshop.bundles().get(0).resolve("manifest.json");
        byte[] whole = Files.readAllBytes(manifest);
        Files.writeString(manifest, "{");

        assertThatThrownBy(() -> living.createRunArtifact(request("k", "first")))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining(sealed.artifact().runId());
        assertThat(living.createRunArtifact(request("innocent", "first"))).isNotNull();

        Files.write(manifest, whole);
        assertThat(living.createRunArtifact(request("k", "first")).runId())
                .isEqualTo(sealed.artifact().runId());
        assertThat(workshop.bundles()).hasSize(2);
    }

    private void assertWholeAndSingle(String runId) {
        assertThat(workshop.bundles()).singleElement().satisfies(bundle -> assertThat(bundle.getFileName())
                .hasToString(runId));
        assertThat(workshop.indexLines())
                .extracting((JsonNode line) -> line.get("run_id").asText())
                .containsExactly(runId);
        assertThat(Verification.of(settings().folders(), (done, of) -> {}).findings())
                .as("the staging folder of the dead is cleared by the next worker")
                .filteredOn(finding -> !finding.code().equals("staging_left"))
                .isEmpty();
    }

    private RunfolioSettings settings() {
        return workshop.settings();
    }

    private SealedRun sealedByTheDead(RunRequest request) {
        return seal(parts(), request);
    }

    private static SealedRun seal(RunfolioParts worker, RunRequest request) {
        RunDraft draft = worker.bundler.open(event(worker, request));
        SealedRun sealed = worker.bundler.seal(draft, List.of());
        worker.bundler.cleanUp(draft);
        return sealed;
    }

    /** A worker that holds no sign of life: for the others it is dead. */
    private RunfolioParts parts() {
        return new RunfolioParts(settings(), Clock.systemUTC(), new ProcessChildRunner());
    }

    private static RunEvent event(RunfolioParts worker, RunRequest request) {
        return worker.eventReader.read(RecordMapper.line(request).getBytes(StandardCharsets.US_ASCII));
    }

    private static RunRequest request(String key, String prompt) {
        return RunRequest.builder("succeeded", "test-model")
                .idempotencyKey(key)
                .prompt(prompt)
                .build();
    }
}

package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.bundle.RunDraft;
import io.runfolio.coordination.folder.FolderLayout;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.StorageRoots;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.intake.RunEvent;
import io.runfolio.json.RecordMapper;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.media.child.ProcessChildRunner;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunRequest;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import io.runfolio.wiring.Components;
import io.runfolio.work.SealedRun;
import io.runfolio.work.Verification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second delivery to a live worker, after another one died between seal and index line. */
@Tag("slow")
class SecondDeliveryTest {
    @TempDir
    Path folder;

    private TestWorkspace testWorkspace;
    private Runfolio living;

    @BeforeEach
    void aWorkerLives() {
        testWorkspace = new TestWorkspace(folder);
        living = Runfolio.open(settings());
    }

    @AfterEach
    void close() {
        living.close();
    }

    @Test
    void an_event_sealed_by_a_crashed_worker_is_bundled_once() {
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
    void the_same_key_with_other_content_is_a_conflict_right_after_the_crash() {
        SealedRun sealed = sealedByTheDead(request("k", "first"));

        assertThatThrownBy(() -> living.createRunArtifact(request("k", "second")))
                .isInstanceOfSatisfying(RefusedEventException.class, refused -> assertThat(refused.code())
                        .isEqualTo("conflict"));
        assertThat(living.createRunArtifact(request("innocent", "second")).runId())
                .isNotEqualTo(sealed.artifact().runId());
        assertThat(testWorkspace.bundles()).hasSize(2);
    }

    @Test
    void other_events_of_a_dead_worker_do_not_affect_an_event() {
        SealedRun first = sealedByTheDead(request("k", "first"));
        SealedRun second = sealedByTheDead(request("k2", "first"));

        assertThat(living.createRunArtifact(request("k2", "first")).runId())
                .isEqualTo(second.artifact().runId());
        assertThat(living.createRunArtifact(request("k", "first")).runId())
                .isEqualTo(first.artifact().runId());
        assertThat(testWorkspace.bundles()).hasSize(2);
    }

    @Test
    void a_run_that_died_before_its_seal_is_bundled_by_the_second_delivery() {
        Components dead = parts();
        dead.bundler().open(event(dead, request("k", "first")));

        RunArtifact run = living.createRunArtifact(request("k", "first"));

        living.close();
        living = Runfolio.open(settings());
        assertWholeAndSingle(run.runId());
    }

    @Test
    void the_next_worker_writes_the_index_line_before_it_releases_the_run_id() throws IOException {
        SealedRun sealed = sealedByTheDead(request("k", "first"));
        Path reservation = new FolderLayout(parts().layout().control())
                .runId(sealed.artifact().runId());
        assertThat(reservation).exists();

        Runfolio.open(settings()).close();

        assertThat(reservation).doesNotExist();
        assertThat(Files.readString(testWorkspace.outputs.resolve(".runfolio/events.jsonl")))
                .contains(sealed.artifact().runId());
        assertWholeAndSingle(sealed.artifact().runId());
    }

    @Test
    void a_closing_worker_writes_its_pending_index_lines() {
        Components closing = parts();
        closing.registerAlive();
        SealedRun sealed = seal(closing, request("k", "first"));
        closing.close();
        assertWholeAndSingle(sealed.artifact().runId());
    }

    @Test
    void a_closing_worker_that_cannot_write_its_lines_leaves_them_to_the_next() throws IOException {
        Components closing = parts();
        closing.registerAlive();
        SealedRun sealed = seal(closing, request("k", "first"));
        Path obstacle = Files.createDirectory(testWorkspace.outputs.resolve("index.jsonl"));
        closing.close();
        Files.delete(obstacle);

        assertThat(living.createRunArtifact(request("k", "first")).runId())
                .isEqualTo(sealed.artifact().runId());
        assertWholeAndSingle(sealed.artifact().runId());
    }

    @Test
    void a_reservation_of_an_older_version_is_completed_from_the_bundle() throws IOException {
        SealedRun sealed = sealedByTheDead(request("k", "first"));
        Files.writeString(
                new FolderLayout(parts().layout().control())
                        .runId(sealed.artifact().runId()),
                "host-1-abcdef");

        assertThat(living.createRunArtifact(request("k", "first")).runId())
                .isEqualTo(sealed.artifact().runId());
        assertWholeAndSingle(sealed.artifact().runId());
    }

    @Test
    void an_unreadable_bundle_of_an_unknown_event_blocks_no_other() throws IOException {
        SealedRun sealed = sealedByTheDead(request("k", "first"));
        Files.writeString(
                new FolderLayout(parts().layout().control())
                        .runId(sealed.artifact().runId()),
                "host-1-abcdef");
        Files.writeString(testWorkspace.bundles().get(0).resolve("manifest.json"), "{");

        assertThat(living.createRunArtifact(request("innocent", "first"))).isNotNull();
    }

    @Test
    void a_bundle_deleted_before_a_crash_does_not_hide_the_new_one() throws IOException {
        RunArtifact deleted = living.createRunArtifact(request("k", "first"));
        DurableFiles.deleteTree(testWorkspace.outputs.resolve(deleted.runDir()));
        SealedRun sealed = sealedByTheDead(request("k", "first"));
        Files.delete(new FolderLayout(parts().layout().control())
                .runId(sealed.artifact().runId()));

        Runfolio.open(settings()).close();

        assertThat(living.createRunArtifact(request("k", "first")).runId())
                .isEqualTo(sealed.artifact().runId());
        assertThat(testWorkspace.bundles()).hasSize(1);
    }

    @Test
    void an_unreadable_sealed_bundle_is_not_created_again() throws IOException {
        SealedRun sealed = sealedByTheDead(request("k", "first"));
        Path manifest = testWorkspace.bundles().get(0).resolve("manifest.json");
        byte[] whole = Files.readAllBytes(manifest);
        Files.writeString(manifest, "{");

        assertThatThrownBy(() -> living.createRunArtifact(request("k", "first")))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining(sealed.artifact().runId());
        assertThat(living.createRunArtifact(request("innocent", "first"))).isNotNull();

        Files.write(manifest, whole);
        assertThat(living.createRunArtifact(request("k", "first")).runId())
                .isEqualTo(sealed.artifact().runId());
        assertThat(testWorkspace.bundles()).hasSize(2);
    }

    private void assertWholeAndSingle(String runId) {
        assertThat(testWorkspace.bundles()).singleElement().satisfies(bundle -> assertThat(bundle.getFileName())
                .hasToString(runId));
        assertThat(testWorkspace.indexLines())
                .extracting((JsonNode line) -> line.get("run_id").asText())
                .containsExactly(runId);
        assertThat(Verification.of(Backends.outputs(settings()), Backends.audit(settings()), (done, of) -> {})
                        .findings())
                .as("the staging folder of the dead is cleared by the next worker")
                .filteredOn(finding -> !finding.code().equals("staging_left"))
                .isEmpty();
    }

    private RunfolioSettings settings() {
        return testWorkspace.settings();
    }

    private SealedRun sealedByTheDead(RunRequest request) {
        return seal(parts(), request);
    }

    private static SealedRun seal(Components worker, RunRequest request) {
        RunDraft draft = worker.bundler().open(event(worker, request));
        SealedRun sealed = worker.bundler().seal(draft, List.of());
        worker.bundler().cleanUp(draft);
        return sealed;
    }

    /** A worker that holds no sign of life: for the others it is dead. */
    private Components parts() {
        return new Components(settings(), Clock.systemUTC(), new ProcessChildRunner(), StorageRoots.none());
    }

    private static RunEvent event(Components worker, RunRequest request) {
        return worker.eventReader().read(RecordMapper.line(request).getBytes(StandardCharsets.US_ASCII));
    }

    private static RunRequest request(String key, String prompt) {
        return RunRequest.builder("succeeded", "test-model")
                .idempotencyKey(key)
                .prompt(prompt)
                .build();
    }
}

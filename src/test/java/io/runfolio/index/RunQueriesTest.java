package io.runfolio.index;

import static io.runfolio.index.Entries.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.Bundles;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.run.AssetKind;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunIndexEntry;
import io.runfolio.run.RunRequest;
import io.runfolio.wiring.Backends;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunQueriesTest {
    @TempDir
    Path outputs;

    private BundleLayout layout;
    private RunQueries queries;

    @BeforeEach
    void setUp() {
        layout = Backends.outputs(outputs);
        queries = new RunQueries(layout);
        new RunIndex(layout)
                .appendAll(List.of(
                        entry("late", "2026-03-26T23:00:00-02:00", "succeeded", "kling", "hero"),
                        entry("early", "2026-03-27T00:30:00+03:00", "succeeded", "nano", "hero", "alt"),
                        entry("failed", "2026-03-26T22:00:00.000001", "failed", "nano"),
                        entry("twin_a", "2026-03-26T22:00:00Z", "running", "nano"),
                        entry("twin_b", "2026-03-27T00:00:00+02:00", "running", "nano")));
    }

    @Test
    void runs_come_by_instant_whatever_their_offset_and_twins_by_id() {
        assertThat(ids(queries.listRecentRuns())).containsExactly("late", "failed", "twin_b", "twin_a", "early");
        assertThat(ids(queries.listRecentRuns(2))).containsExactly("late", "failed");
        assertThat(queries.listRecentRuns(0)).isEmpty();
        assertThatThrownBy(() -> queries.listRecentRuns(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void runs_are_listed_by_model_status_and_tag() {
        assertThat(ids(queries.listRunsByModel("nano"))).containsExactly("failed", "twin_b", "twin_a", "early");
        assertThat(ids(queries.listRunsByModel("nano", 1))).containsExactly("failed");
        assertThat(ids(queries.listRunsByStatus("running"))).containsExactly("twin_b", "twin_a");
        assertThat(ids(queries.listRunsByStatus("running", 1))).containsExactly("twin_b");
        assertThat(ids(queries.listRunsByTag("hero"))).containsExactly("late", "early");
        assertThat(ids(queries.listRunsByTag("hero", 1))).containsExactly("late");
        assertThat(queries.listRunsByTag("her")).isEmpty();
    }

    @Test
    void the_latest_success_and_its_files_are_found() {
        assertThat(queries.getLatestSuccessfulRun().map(RunIndexEntry::runId)).hasValue("late");
        assertThat(queries.getLatestSuccessfulRun("nano").map(RunIndexEntry::runId))
                .hasValue("early");
        assertThat(queries.getLatestSuccessfulRun("none")).isEmpty();
        assertThat(queries.getLatestAssets())
                .hasValue(new LatestAssets(
                        "late",
                        "original/output_01.png",
                        "web/output_01.webp",
                        "thumb/output_01.webp",
                        "2026-03-26/late"));
        assertThat(queries.getLatestAssets(Optional.of("nano"), "failed").map(LatestAssets::runId))
                .hasValue("failed");
        assertThat(queries.getLatestAssets(Optional.of("kling"), "failed")).isEmpty();
    }

    @Test
    void a_run_is_loaded_by_its_id_even_where_the_index_does_not_know_it() {
        RunRequest request = RunRequest.builder("succeeded", "nano")
                .prompt("a hill")
                .output(AssetKind.IMAGE, "a.png")
                .build();
        RunArtifact sealed = Bundles.seal(layout, request, "e");
        assertThat(queries.getRunById(sealed.runId()).map(RunArtifact::runDir)).hasValue(sealed.runDir());
        assertThat(queries.getRunSummary(sealed.runId()))
                .hasValue(new RunSummary(
                        sealed.runId(),
                        "2026-03-26T21:45:12.345678+00:00",
                        "succeeded",
                        "nano",
                        "a hill",
                        0,
                        1,
                        "original/output_01.png",
                        "web/output_01.webp",
                        "thumb/output_01.webp",
                        sealed.runDir()));
        assertThat(queries.getRunById("late")).isEmpty();
        assertThat(queries.loadRunArtifact(Path.of(sealed.runDir())).runId()).isEqualTo(sealed.runId());
        assertThat(queries.loadRunManifest(outputs.resolve(sealed.runDir())).runId())
                .isEqualTo(sealed.runId());
        assertThatThrownBy(() -> queries.loadRunArtifact(Path.of("nowhere")))
                .isInstanceOf(UnreadableRecordException.class);
    }

    private static List<String> ids(List<RunIndexEntry> entries) {
        return entries.stream().map(RunIndexEntry::runId).toList();
    }
}

package io.runfolio.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.Bundles;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.run.ArtifactHint;
import io.runfolio.run.AssetKind;
import io.runfolio.run.Job;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunRequest;
import io.runfolio.wiring.Backends;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunViewReaderTest {
    @TempDir
    private Path folder;

    private BundleLayout layout;
    private RunViewReader views;

    @BeforeEach
    void open() {
        layout = Backends.outputs(folder.resolve("outputs"));
        views = new RunViewReader(layout);
    }

    @Test
    void a_run_is_read_with_its_artifacts_in_the_order_of_its_outputs() {
        RunArtifact run = Bundles.seal(layout, pictures().build(), "studio/1");

        RunView view = views.find(run.runId()).orElseThrow();

        assertThat(view.run()).isEqualTo(views.at(run.runDir()).orElseThrow().run());
        assertThat(view.runPath()).isEqualTo(run.runDir());
        assertThat(view.artifacts()).extracting(ArtifactView::position).containsExactly(1, 2);
        assertThat(view.artifacts())
                .extracting(artifact -> artifact.asset().orElseThrow().relativePath())
                .containsExactly("original/output_01.png", "original/output_02.mp4");
        assertThat(view.artifacts())
                .extracting(artifact -> artifact.record().artifactClass())
                .containsExactly("visual", "video");
        assertThat(view.artifacts()).extracting(ArtifactView::review).allMatch(ReviewState.sealed("review")::equals);
    }

    @Test
    void a_report_without_a_file_is_an_artifact_without_asset() {
        RunArtifact run = Bundles.seal(
                layout,
                RunRequest.builder("succeeded", "scholar")
                        .artifact(new ArtifactHint(
                                "research", "brief", null, null, null, Map.of("title", "Tides"), List.of()))
                        .build(),
                "studio/2");

        ArtifactView report = views.find(run.runId()).orElseThrow().artifacts().get(0);

        assertThat(report.asset()).isEmpty();
        assertThat(report.record().content()).containsEntry("title", "Tides");
    }

    @Test
    void a_bundle_of_ours_that_lost_its_records_gets_the_same_ids_made_up() throws Exception {
        RunArtifact run = Bundles.seal(
                layout,
                pictures()
                        .job(new Job("job-1", "pipe", "film", "1k", 28, null, null, "group-1"))
                        .build(),
                "studio/3");
        RunView sealed = views.find(run.runId()).orElseThrow();
        Files.delete(bundle(run).resolve("artifacts.json"));

        RunView madeUp = views.find(run.runId()).orElseThrow();

        assertThat(madeUp.artifacts())
                .extracting(artifact -> artifact.record().id())
                .isEqualTo(sealed.artifacts().stream()
                        .map(artifact -> artifact.record().id())
                        .toList());
        assertThat(madeUp.artifacts().get(0).record().metadata())
                .containsAllEntriesOf(sealed.artifacts().get(0).record().metadata());
        assertThat(madeUp).isEqualTo(views.find(run.runId()).orElseThrow());
    }

    @Test
    void a_bundle_of_another_program_gets_ids_from_run_time_and_position() throws Exception {
        RunArtifact run = Bundles.seal(layout, pictures().build(), "studio/4");
        Files.delete(bundle(run).resolve("artifacts.json"));
        Path record = bundle(run).resolve("run.json");
        Files.writeString(record, Files.readString(record).replace("\"event_id\"", "\"other_id\""));

        List<ArtifactView> artifacts = views.find(run.runId()).orElseThrow().artifacts();

        assertThat(artifacts.get(0).record().id()).isEqualTo(id(run.runId() + "\n" + run.createdAt() + "\n1"));
        assertThat(artifacts.get(1).record().id()).isEqualTo(id(run.runId() + "\n" + run.createdAt() + "\n2"));
        assertThat(artifacts.get(0).record().createdAt()).isEqualTo(run.createdAt());
    }

    @Test
    void checks_of_the_event_hold_back_even_its_own_approval() {
        RunArtifact run = Bundles.seal(
                layout,
                pictures()
                        .artifact(new ArtifactHint(
                                null,
                                null,
                                null,
                                null,
                                "approved",
                                Map.of("checks", Map.of("faces", "pass", "hands", "looks odd")),
                                List.of()))
                        .build(),
                "studio/5");

        ReviewState review =
                views.find(run.runId()).orElseThrow().artifacts().get(0).review();

        assertThat(review.checks()).containsOnly(Map.entry("faces", "pass"), Map.entry("hands", "pending"));
        assertThat(review.status()).isEqualTo("review");
    }

    @Test
    void a_torn_line_of_the_ledger_is_not_there_yet() throws Exception {
        RunArtifact run = Bundles.seal(layout, pictures().build(), "studio/6");
        String id = views.find(run.runId())
                .orElseThrow()
                .artifacts()
                .get(0)
                .record()
                .id();
        String approved = "{\"revision\": 1, \"artifact_id\": \"" + id
                + "\", \"action\": \"approve\", \"by\": \"ada\", \"at\": \"2026-03-27T10:00:00+00:00\","
                + " \"note\": \"good\", \"data\": {}}\n";
        Path ledger = bundle(run).resolve("ledger.jsonl");
        Files.writeString(
                ledger, approved + approved.replace("approve", "reject").replace("}\n", ""));

        ReviewState review =
                views.find(run.runId()).orElseThrow().artifacts().get(0).review();
        assertThat(review.status()).isEqualTo("approved");
        assertThat(review.revision()).isEqualTo(1);
        assertThat(review.decidedBy()).isEqualTo("ada");
        assertThat(review.note()).isEqualTo("good");

        Files.writeString(ledger, "}\n", StandardOpenOption.APPEND);
        assertThat(views.find(run.runId())
                        .orElseThrow()
                        .artifacts()
                        .get(0)
                        .review()
                        .status())
                .isEqualTo("rejected");
    }

    @Test
    void what_is_no_bundle_below_the_outputs_folder_is_not_read() throws Exception {
        Bundles.seal(layout, pictures().build(), "studio/7");

        assertThat(views.at("../outputs")).isEmpty();
        assertThat(views.at("../../etc")).isEmpty();
        assertThat(views.at("nul\0l")).isEmpty();
        assertThat(views.find("no_such_run")).isEmpty();
    }

    @Test
    void damaged_records_are_said_to_be_damaged() throws Exception {
        RunArtifact run = Bundles.seal(layout, pictures().build(), "studio/8");
        Files.writeString(bundle(run).resolve("artifacts.json"), "[{\"id\": ");

        assertThatThrownBy(() -> views.find(run.runId())).isInstanceOf(UnreadableRecordException.class);
    }

    private Path bundle(RunArtifact run) {
        return layout.outputs().resolve(run.runDir());
    }

    private static String id(String text) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return "artifact-" + HexFormat.of().formatHex(hash).substring(0, 16);
    }

    private static io.runfolio.run.RunRequestBuilder pictures() {
        return RunRequest.builder("succeeded", "kling")
                .prompt("A wave")
                .output(AssetKind.IMAGE, "a.png")
                .output(AssetKind.VIDEO, "b.mp4");
    }
}

package io.runfolio.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.Runfolio;
import io.runfolio.TestWorkspace;
import io.runfolio.artifact.notes.NotesConflictException;
import io.runfolio.artifact.notes.NotesService;
import io.runfolio.artifact.notes.RunNotes;
import io.runfolio.artifact.notes.UpgradeService;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.json.SecretMask;
import io.runfolio.run.AssetKind;
import io.runfolio.run.Finding;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunRequest;
import io.runfolio.wiring.Backends;
import io.runfolio.work.Verification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Notes after sealing, and upgrades of bundles, on real bundles. */
class NotesServiceTest {
    @TempDir
    Path folder;

    private TestWorkspace workspace;
    private Path bundle;
    private String runPath;
    private NotesService notes;
    private UpgradeService upgrades;

    @BeforeEach
    void oneBundle() {
        workspace = new TestWorkspace(folder);
        workspace.writePicture("a.png", 40, 30, 1);
        BundleLayout layout = Backends.outputs(workspace.settings());
        try (Runfolio runfolio = Runfolio.open(workspace.settings("runfolio.min-free", "1MiB"))) {
            RunArtifact run = runfolio.createRunArtifact(RunRequest.builder("succeeded", "model")
                    .output(AssetKind.IMAGE, workspace.media.resolve("a.png").toString())
                    .build());
            runPath = run.runDir();
        }
        bundle = workspace.outputs.resolve(runPath);
        notes = new NotesService(layout, SecretMask.standard()::userText, Clock.systemUTC());
        upgrades = new UpgradeService(layout, Clock.systemUTC());
    }

    private RunNotes set(String text) {
        return notes.write(runPath, Optional.of(text), OptionalLong.empty(), "ann")
                .orElseThrow();
    }

    private List<String> findings() {
        return workspace.verify().findings().stream().map(Finding::code).toList();
    }

    private String file() throws IOException {
        return Files.readString(bundle.resolve("notes.md"));
    }

    @Test
    void new_notes_are_in_the_file_and_the_ledger_and_the_record_stays() throws IOException {
        String record = TestWorkspace.sha256(bundle.resolve("run.json"));
        assertThat(set("Print on matte paper.").isChanged()).isTrue();
        assertThat(file()).contains("## Notes\n\nPrint on matte paper.").startsWith("# " + bundle.getFileName());
        assertThat(TestWorkspace.sha256(bundle.resolve("run.json"))).isEqualTo(record);
        assertThat(notes.find(runPath).orElseThrow().text()).isEqualTo("Print on matte paper.");
        assertThat(notes.find(runPath).orElseThrow().revision()).isEqualTo(1);
        assertThat(set("Print on matte paper.").isChanged()).isFalse();
        assertThat(Files.readAllLines(bundle.resolve("ledger.jsonl"))).hasSize(1);
        assertThat(findings()).isEmpty();
        assertThat(set("Second.").revision()).isEqualTo(2);
        assertThat(findings()).isEmpty();
    }

    @Test
    void a_kill_before_the_replacement_is_no_damage_and_the_next_call_completes_it() throws IOException {
        byte[] sealed = Files.readAllBytes(bundle.resolve("notes.md"));
        set("One.");
        byte[] first = Files.readAllBytes(bundle.resolve("notes.md"));
        set("Two.");
        for (byte[] earlier : List.of(sealed, first)) {
            Files.write(bundle.resolve("notes.md"), earlier);
            Files.write(bundle.resolve(".notes.md.new"), new byte[] {1}); // the part of a killed process
            Verification.Report report = workspace.verify();
            assertThat(report.findings()).isEmpty();
            assertThat(report.notes()).extracting(Finding::code).containsExactly("notes_left");
            assertThat(notes.write(runPath, Optional.empty(), OptionalLong.empty(), "ann")
                            .orElseThrow()
                            .isChanged())
                    .isTrue();
            assertThat(file()).contains("Two.");
            assertThat(workspace.verify().notes()).isEmpty();
        }
        Files.writeString(bundle.resolve("notes.md"), "edited by hand");
        assertThat(findings()).containsExactly("checksum_differs");
        assertThat(Files.readAllLines(bundle.resolve("ledger.jsonl"))).hasSize(2);
    }

    @Test
    void a_revision_that_somebody_else_has_changed_is_a_conflict() {
        set("One.");
        assertThatThrownBy(() -> notes.write(runPath, Optional.of("Two."), OptionalLong.of(0), "bob"))
                .isInstanceOf(NotesConflictException.class);
        assertThat(notes.find(runPath).orElseThrow().text()).isEqualTo("One.");
        assertThat(notes.find("2026-01-01/none")).isEmpty();
        assertThat(notes.write("../../etc", Optional.of("x"), OptionalLong.empty(), "eve"))
                .isEmpty();
    }

    @Test
    void notes_of_many_writers_end_as_the_last_line_says() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        var ends = IntStream.range(0, 12)
                .mapToObj(i -> threads.submit(() -> set("Note " + i + ".")))
                .toList();
        for (var end : ends) {
            end.get();
        }
        threads.shutdown();
        assertThat(notes.find(runPath).orElseThrow().revision()).isEqualTo(12);
        assertThat(file()).isEqualTo(notes.find(runPath).orElseThrow().markdown());
        assertThat(findings()).isEmpty();
    }

    @Test
    void hostile_notes_stay_text_and_secrets_are_masked() throws IOException {
        set("# run\n<script>alert(1)</script> \u202e \u0007 https://x.example/a?X-Amz-Signature=0123456789abcdef");
        assertThat(file()).doesNotContain("<script", "\u202e", "\u0007", "0123456789abcdef");
        set("innocent");
        assertThat(file()).endsWith("innocent\n");
        assertThat(findings()).isEmpty();
    }

    /** Makes a bundle as older versions wrote it. */
    private void asOfVersionOne() throws IOException {
        Path run = bundle.resolve("run.json");
        Files.writeString(
                run,
                Files.readString(run, StandardCharsets.US_ASCII)
                        .replace("\"format_version\": 2", "\"format_version\": 1"));
        Files.delete(bundle.resolve("SHA256SUMS"));
        Files.delete(bundle.resolve("artifacts.json"));
    }

    @Test
    void an_older_bundle_gets_records_and_loses_none() throws IOException {
        byte[] records = Files.readAllBytes(bundle.resolve("artifacts.json"));
        asOfVersionOne();
        String run = TestWorkspace.sha256(bundle.resolve("run.json"));
        assertThat(findings()).isEmpty();
        assertThat(upgrades.preview(bundle).added()).containsExactly("artifacts.json", "SHA256SUMS");
        assertThat(bundle.resolve("SHA256SUMS")).doesNotExist();
        set("before the upgrade");

        UpgradeService.Result upgraded = upgrades.upgrade(bundle, "ann");
        assertThat(upgraded.problem()).isEmpty();
        assertThat(upgraded.before()).isEqualTo(1);
        assertThat(findings()).isEmpty();
        assertThat(TestWorkspace.sha256(bundle.resolve("run.json"))).isEqualTo(run);
        assertThat(new String(records, StandardCharsets.US_ASCII).lines().filter(line -> line.contains("\"id\"")))
                .isEqualTo(Files.readString(bundle.resolve("artifacts.json"))
                        .lines()
                        .filter(line -> line.contains("\"id\""))
                        .toList());
        assertThat(upgrades.upgrade(bundle, "ann").isUpToDate()).isTrue();
        set("after the upgrade");
        assertThat(findings()).isEmpty();

        Files.delete(bundle.resolve("SHA256SUMS"));
        assertThat(findings()).containsExactly("bundle_incomplete");
        assertThat(upgrades.upgrade(bundle, "ann").problem()).contains("lost");
    }

    @Test
    void a_bundle_of_a_newer_version_is_left_alone() throws IOException {
        Files.writeString(
                bundle.resolve("run.json"),
                Files.readString(bundle.resolve("run.json")).replace("\"format_version\": 2", "\"format_version\": 3"));
        Files.delete(bundle.resolve("SHA256SUMS"));
        UpgradeService.Result result = upgrades.upgrade(bundle, "ann");
        assertThat(result.problem())
                .isEqualTo("it has format version 3, and this version of Runfolio knows up to 2;"
                        + " use the version that made it");
        assertThat(result.isUpToDate()).isFalse();
        assertThat(bundle.resolve("SHA256SUMS")).doesNotExist();
    }

    @Test
    void a_damaged_bundle_is_not_upgraded() throws IOException {
        asOfVersionOne();
        Files.write(bundle.resolve("original/output_01.png"), new byte[] {1});
        assertThat(upgrades.upgrade(bundle, "ann").problem()).contains("damaged");
        assertThat(bundle.resolve("SHA256SUMS")).doesNotExist();
    }
}

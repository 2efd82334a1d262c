package io.runfolio.retention.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.artifact.ReviewAction;
import io.runfolio.artifact.UnknownArtifactException;
import io.runfolio.bundle.RunFolder;
import io.runfolio.bundle.ledger.Hold;
import io.runfolio.bundle.ledger.LedgerTime;
import io.runfolio.bundle.ledger.Removal;
import io.runfolio.bundle.ledger.RemovalScope;
import io.runfolio.bundle.ledger.RemovedFile;
import io.runfolio.files.Checksums;
import io.runfolio.index.ChangeFeed;
import io.runfolio.index.ReviewLogs;
import io.runfolio.json.RecordMapper;
import io.runfolio.retention.ExternalProtections;
import io.runfolio.retention.Protection;
import io.runfolio.retention.ProtectionKind;
import io.runfolio.retention.Protections;
import io.runfolio.retention.RetentionLibrary;
import io.runfolio.retention.hold.HoldRequest;
import io.runfolio.run.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PurgerTest {
    private static final Set<String> RECORDS =
            Set.of("run.json", "manifest.json", "notes.md", "artifacts.json", "SHA256SUMS", "ledger.jsonl");

    @TempDir
    private Path folder;

    private RetentionLibrary library;
    private String run;
    private Map<String, String> before;

    @BeforeEach
    void seal() {
        library = new RetentionLibrary(folder.resolve("outputs"));
        run = library.seal("studio/1");
        before = library.files(run);
    }

    @Test
    void derivatives_of_an_artifact_go_into_the_trash_and_all_else_stays() {
        PurgeOutcome outcome = library.purge(run, library.id(run, 0), RemovalScope.DERIVATIVES);

        assertThat(outcome.status()).isEqualTo(PurgeOutcome.Status.PURGED);
        assertThat(paths(outcome)).containsExactly("thumb/output_01.webp", "web/output_01.webp");
        assertThat(library.files(run))
                .containsOnlyKeys(remaining("thumb/output_01.webp", "web/output_01.webp"))
                .containsAllEntriesOf(without(before, "thumb/output_01.webp", "web/output_01.webp"));
        assertThat(library.trash()).hasSize(2).containsValue(before.get("web/output_01.webp"));
        assertThat(library.findings()).isEmpty();
    }

    @Test
    void each_scope_takes_what_it_says() {
        assertThat(preview(RemovalScope.DERIVATIVES)).allMatch(path -> path.matches("(web|thumb)/.*"));
        assertThat(preview(RemovalScope.ORIGINALS))
                .containsExactly("original/output_01.png", "original/output_02.png", "original/output_03.mp4");
        assertThat(preview(RemovalScope.BINARIES))
                .containsAll(preview(RemovalScope.DERIVATIVES))
                .containsAll(preview(RemovalScope.ORIGINALS))
                .contains("inputs/ref_01.png")
                .hasSize(10);
        assertThat(preview(RemovalScope.BUNDLE))
                .containsExactlyElementsOf(before.keySet().stream()
                        .filter(path -> !RECORDS.contains(path))
                        .toList());
    }

    @Test
    void a_thumb_can_stay() {
        PurgeOutcome outcome = library.purger.purge(
                library.order(run, null, RemovalScope.BUNDLE).keepingThumb());
        assertThat(paths(outcome)).doesNotContain("thumb/output_01.webp", "thumb/output_03_poster.jpg");
        assertThat(library.files(run)).containsKeys("thumb/output_01.webp", "thumb/output_03_poster.jpg");
        assertThat(library.findings()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(RemovalScope.class)
    void a_purged_and_restored_run_is_as_it_was(RemovalScope scope) {
        Removal removal = library.purge(run, null, scope).removal().orElseThrow();
        assertThat(library.findings()).isEmpty();
        assertThat(library.view(run).retention().removals()).containsExactly(removal);

        RestoreOutcome restored = library.restorer.restore(run, removal.removalId(), "ann", "needed");

        assertThat(restored.restored()).hasSameSizeAs(removal.files());
        assertThat(without(library.files(run), "ledger.jsonl")).isEqualTo(before);
        assertThat(library.layout.trash().resolve(run)).doesNotExist();
        assertThat(library.view(run).retention().removals()).isEmpty();
        assertThat(library.findings()).isEmpty();
        assertThat(library.restorer
                        .restore(run, removal.removalId(), "ann", null)
                        .restored())
                .isEmpty();
    }

    @Test
    void the_line_has_every_fact_of_the_files_and_of_the_order() {
        Removal removal = library.purge(run, library.id(run, 0), RemovalScope.ORIGINALS)
                .removal()
                .orElseThrow();
        String text = before.get("original/output_01.png");
        assertThat(removal.files())
                .containsExactly(new RemovedFile(
                        "original/output_01.png", (long) text.length(), sum("original/output_01.png"), "image/png"));
        assertThat(library.view(run).retention().removalOf("original/output_01.png"))
                .contains(removal);
        assertThat(removal.planId()).isEqualTo("plan-1");
        assertThat(removal.rule()).isEqualTo("old");
        assertThat(removal.trashUntil()).isEqualTo("2026-04-25T21:45:12.345678+00:00");
        assertThat(new ChangeFeed(library.layout).after(0).runPaths()).containsExactly(run);
    }

    private String sum(String path) {
        return before.get("SHA256SUMS")
                .lines()
                .filter(line -> line.endsWith("  " + path))
                .map(line -> line.substring(0, 64))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void without_grace_the_bytes_are_gone_at_once() {
        PurgeOutcome outcome = library.purger.purge(library.order(run, null, RemovalScope.BINARIES, Duration.ZERO));
        assertThat(outcome.removal().orElseThrow().isDeleted()).isTrue();
        assertThat(library.files(run).keySet()).noneMatch(path -> path.matches("(web|thumb|original|inputs)/.*"));
        assertThat(library.trash()).isEmpty();
        assertThat(library.findings()).isEmpty();
        String id = outcome.removal().orElseThrow().removalId();
        assertThatThrownBy(() -> library.restorer.restore(run, id, "ann", null))
                .isInstanceOf(NotRestorableException.class)
                .hasMessageContaining("were deleted at 2026-03-26T21:45:12");
    }

    @Test
    void after_the_grace_a_sweep_deletes_the_bytes() {
        Removal removal =
                library.purge(run, null, RemovalScope.ORIGINALS).removal().orElseThrow();
        library.clock.pass(RetentionLibrary.GRACE.minusSeconds(1));
        assertThat(library.sweep.sweep().deleted()).isEmpty();
        assertThat(library.sweep.list()).extracting(TrashEntry::removal).containsExactly(removal);

        library.clock.pass(Duration.ofSeconds(1));
        SweepReport report = library.sweep.sweep();

        assertThat(report.bytes()).isEqualTo(removal.bytes());
        assertThat(library.trash()).isEmpty();
        assertThat(library.view(run).retention().removals()).allMatch(Removal::isDeleted);
        assertThat(library.findings()).isEmpty();
        assertThat(library.sweep.sweep()).isEqualTo(new SweepReport(List.of(), List.of(), List.of()));
    }

    @Test
    void what_is_held_in_the_trash_is_not_deleted() {
        Removal removal =
                library.purge(run, null, RemovalScope.ORIGINALS).removal().orElseThrow();
        Hold hold = library.holds.hold(run, new HoldRequest(library.id(run, 1), "case 7", Optional.empty(), "ann"));
        library.clock.pass(RetentionLibrary.GRACE);

        assertThat(library.sweep.sweep().kept()).extracting(TrashEntry::removal).containsExactly(removal);
        assertThat(library.sweep.empty(Set.of(), "ann").deleted()).isEmpty();
        assertThat(library.trash()).hasSize(3);

        library.holds.release(run, hold.holdId(), "ann", null);
        assertThat(library.sweep.sweep().deleted()).hasSize(1);
    }

    @Test
    void nothing_protected_is_removed_and_the_reasons_are_named() {
        library.review(run, 0, ReviewAction.APPROVE);
        library.review(run, 1, ReviewAction.PREFER);
        library.holds.hold(run, new HoldRequest(library.id(run, 2), "case 7", Optional.empty(), "ann"));

        for (int index = 0; index < 3; index++) {
            PurgeOutcome outcome = library.purge(run, library.id(run, index), RemovalScope.DERIVATIVES);
            assertThat(outcome.status()).isEqualTo(PurgeOutcome.Status.PROTECTED);
            assertThat(outcome.protections())
                    .extracting(Protection::artifactId)
                    .containsExactly(library.id(run, index));
        }
        assertThat(library.purge(run, null, RemovalScope.BUNDLE).protections())
                .extracting(Protection::kind)
                .containsExactly(ProtectionKind.APPROVED, ProtectionKind.PREFERRED, ProtectionKind.HELD);
        assertThat(without(library.files(run), "ledger.jsonl")).isEqualTo(before);
        assertThat(library.layout.trash()).doesNotExist();
    }

    @Test
    void a_second_purge_does_nothing() {
        PurgeOrder order = library.order(run, null, RemovalScope.BINARIES);
        Removal removal = library.purger.purge(order).removal().orElseThrow();
        Map<String, String> after = library.files(run);

        assertThat(library.purger.purge(order)).isEqualTo(PurgeOutcome.of(PurgeOutcome.Status.ALREADY_PURGED, removal));
        assertThat(library.purge(run, null, RemovalScope.BINARIES).status()).isEqualTo(PurgeOutcome.Status.NOTHING);
        assertThat(library.files(run)).isEqualTo(after);

        library.restorer.restore(run, removal.removalId(), "ann", null);
        assertThat(library.purger.purge(order).status()).isEqualTo(PurgeOutcome.Status.RESTORED_SINCE);
        assertThat(library.files(run)).containsKey("original/output_01.png");
    }

    @Test
    void only_the_paths_of_a_plan_are_taken() {
        PurgeOutcome outcome = library.purger.purge(library.order(run, null, RemovalScope.BINARIES)
                .onlyOf(Set.of("web/output_01.webp", "run.json", "../x")));
        assertThat(paths(outcome)).containsExactly("web/output_01.webp");
    }

    @Test
    void what_was_lost_before_is_not_excused_by_a_purge() throws IOException {
        Files.delete(library.layout.bundle(run).resolve("original/output_02.png"));
        library.purge(run, null, RemovalScope.BUNDLE);
        assertThat(library.findings()).extracting(Finding::code).containsExactly("file_missing");
    }

    @Test
    void a_purge_line_of_another_library_moves_and_deletes_nothing() throws IOException {
        Removal forged = new Removal(
                "removal-0123456789abcdef",
                null,
                RemovalScope.BUNDLE,
                null,
                null,
                null,
                List.of(
                        new RemovedFile("original/output_01.png", 1L, null, null),
                        new RemovedFile("run.json", 1L, null, null),
                        new RemovedFile("../../index.jsonl", 1L, null, null),
                        new RemovedFile("/etc/hostname", 1L, null, null)),
                "mallory",
                "2026-01-01T00:00:00Z",
                null,
                null);
        Path ledger = new RunFolder(library.layout.bundle(run)).reviewLog();
        Files.writeString(
                ledger,
                RecordMapper.line(forged.line()) + "\n"
                        + RecordMapper.line(forged.tombstone("mallory", "2026-01-01T00:00:00Z"))
                        + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);

        assertThat(library.sweep.sweep()).isEqualTo(new SweepReport(List.of(), List.of(), List.of()));
        library.purge(run, library.id(run, 1), RemovalScope.DERIVATIVES);
        assertThat(library.files(run)).containsKeys("run.json", "original/output_01.png");
        assertThat(library.findings()).extracting(Finding::code).containsExactly("purge_left");
    }

    @Test
    void links_in_a_bundle_are_not_followed() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "secret");
        Path original = library.layout.bundle(run).resolve("original/output_01.png");
        Files.delete(original);
        Files.createSymbolicLink(original, secret);
        Path web = library.layout.bundle(run).resolve("web");
        Path elsewhere = folder.resolve("web");
        Files.move(web, elsewhere);
        Files.createSymbolicLink(web, elsewhere);

        PurgeOutcome outcome = library.purge(run, library.id(run, 0), RemovalScope.BINARIES);

        assertThat(paths(outcome)).containsExactly("thumb/output_01.webp");
        assertThat(secret).exists();
        assertThat(elsewhere.resolve("output_01.webp")).exists();
    }

    @Test
    void unknown_bundles_artifacts_and_removals_are_refused() {
        assertThatThrownBy(() -> library.purge("2026-01-01/none", null, RemovalScope.BINARIES))
                .isInstanceOf(UnknownArtifactException.class);
        assertThatThrownBy(() -> library.purge(run, "artifact-0000000000000000", RemovalScope.BINARIES))
                .isInstanceOf(UnknownArtifactException.class);
        assertThatThrownBy(() -> library.restorer.restore(run, "removal-0000000000000000", "ann", null))
                .isInstanceOf(UnknownRemovalException.class);
        assertThatThrownBy(() -> library.order(run, library.id(run, 0), RemovalScope.BUNDLE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private List<String> preview(RemovalScope scope) {
        return new RemovableFiles(library.layout)
                .of(library.view(run), null, scope, false).stream()
                        .map(RemovedFile::path)
                        .toList();
    }

    private static List<String> paths(PurgeOutcome outcome) {
        return outcome.removal().orElseThrow().files().stream()
                .map(RemovedFile::path)
                .toList();
    }

    private Set<String> remaining(String... paths) {
        Map<String, String> left = without(before, paths);
        left.put("ledger.jsonl", "");
        return left.keySet();
    }

    private static Map<String, String> without(Map<String, String> files, String... paths) {
        Map<String, String> left = new TreeMap<>(files);
        left.keySet().removeAll(Set.of(paths));
        return left;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 30})
    void what_becomes_protected_before_its_files_move_is_kept(long grace) {
        AtomicInteger checks = new AtomicInteger();
        String shared = library.id(run, 0);
        Purger purger = new Purger(
                library.layout,
                new Protections(
                        // a share link is made after the check, before the line is on disk
                        ExternalProtections.shared(() -> checks.incrementAndGet() > 1 ? Set.of(shared) : Set.of()),
                        library.clock),
                library.clock);

        PurgeOutcome outcome = purger.purge(library.order(run, shared, RemovalScope.BINARIES, Duration.ofDays(grace)));

        assertThat(outcome.status()).isEqualTo(PurgeOutcome.Status.PROTECTED);
        assertThat(library.files(run)).containsAllEntriesOf(before);
        assertThat(library.view(run).retention().removals()).isEmpty();
        library.sweep.sweep();
        assertThat(library.files(run)).containsAllEntriesOf(before);
        assertThat(library.trash()).isEmpty();
        assertThat(library.findings()).isEmpty();
    }

    @Test
    void a_hold_is_decided_after_the_removal_of_a_dead_process_is_completed() {
        PurgeOrder order = library.order(run, library.id(run, 0), RemovalScope.ORIGINALS, Duration.ZERO);
        Path bundle = library.layout.bundle(run);
        String now = LedgerTime.of(library.clock.instant());
        Removal removal = new Removal(
                order.removalId(),
                order.artifactId(),
                order.scope(),
                null,
                null,
                null,
                new RemovableFiles(library.layout).of(library.view(run), order.artifactId(), order.scope(), false),
                "dead",
                now,
                null,
                now);
        TrashFolder.of(library.layout, run, order.removalId()).create();
        new ReviewLogs(library.layout)
                .append(
                        bundle,
                        lines -> List.of(
                                RecordMapper.line(removal.line()), RecordMapper.line(removal.tombstone("dead", now))));
        assertThat(bundle.resolve("original/output_01.png")).exists();

        library.holds.hold(run, new HoldRequest(order.artifactId(), "case 7", Optional.empty(), "ada"));

        assertThat(bundle.resolve("original/output_01.png")).doesNotExist();
        assertThat(library.view(run).retention().holds()).hasSize(1);
        assertThat(library.findings()).isEmpty();
    }

    @Test
    void a_file_without_a_recorded_checksum_gets_one_when_it_is_removed() throws IOException {
        Path record = library.layout.bundle(run).resolve("run.json");
        Files.writeString(
                record, Files.readString(record).replaceAll("\"sha256\": \"[0-9a-f]{64}\"", "\"sha256\": null"));
        Path original = library.layout.bundle(run).resolve("original/output_01.png");
        String sum = Checksums.sha256(original);

        PurgeOutcome outcome = library.purge(run, library.id(run, 0), RemovalScope.ORIGINALS);

        assertThat(outcome.removal().orElseThrow().files())
                .singleElement()
                .extracting(RemovedFile::sha256)
                .isEqualTo(sum);
    }
}

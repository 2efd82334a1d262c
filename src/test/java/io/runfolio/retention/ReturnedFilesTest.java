package io.runfolio.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.artifact.RunView;
import io.runfolio.artifact.notes.NotesService;
import io.runfolio.artifact.transfer.ExportFormat;
import io.runfolio.artifact.transfer.ExportItem;
import io.runfolio.artifact.transfer.ExportManifest;
import io.runfolio.artifact.transfer.ExportOptions;
import io.runfolio.artifact.transfer.ExportTarget;
import io.runfolio.artifact.transfer.Exporter;
import io.runfolio.artifact.transfer.FileNameTemplate;
import io.runfolio.artifact.transfer.FolderTarget;
import io.runfolio.artifact.transfer.ImportResult;
import io.runfolio.artifact.transfer.Importer;
import io.runfolio.artifact.transfer.PictureRenderer;
import io.runfolio.bundle.Bundles;
import io.runfolio.bundle.RedoneOutput;
import io.runfolio.bundle.ledger.Removal;
import io.runfolio.bundle.ledger.RemovalScope;
import io.runfolio.index.ChangeFeed;
import io.runfolio.index.ReviewLogs;
import io.runfolio.json.RecordMapper;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Export, import and adoption of bundles with removed files. */
class ReturnedFilesTest {
    private static final long PLENTY = 1 << 20;

    @TempDir
    private Path folder;

    private RetentionLibrary library;
    private String run;
    private Map<String, String> before;
    private Path complete;

    @BeforeEach
    void exportACompleteCopy() throws IOException {
        library = new RetentionLibrary(folder.resolve("outputs"));
        run = library.seal("studio/1");
        before = library.files(run);
        complete = folder.resolve("complete");
        export(library, complete);
    }

    private ExportManifest export(RetentionLibrary from, Path target) throws IOException {
        PictureRenderer none =
                (source, format, side, stem) -> new PictureRenderer.Rendered(Optional.empty(), "no picture");
        ExportOptions options = new ExportOptions(
                Set.of(ExportFormat.BUNDLE, ExportFormat.ORIGINAL), List.of(), FileNameTemplate.defaultTemplate());
        try (ExportTarget into = FolderTarget.of(target)) {
            return new Exporter(from.layout, none, Bundles.CLOCK)
                    .export(List.of(new ExportItem(run, Optional.empty())), options, into);
        }
    }

    private Removal purge(RemovalScope scope, long graceDays) {
        return library.purger
                .purge(library.order(run, null, scope, Duration.ofDays(graceDays)))
                .removal()
                .orElseThrow();
    }

    private static List<String> states(RetentionLibrary into, Path source, boolean dryRun) {
        return new Importer(into.layout, PLENTY)
                .importBundles(source, dryRun).stream().map(ImportResult::state).toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 30})
    void a_complete_copy_brings_removed_files_back_under_the_same_ids(long grace) {
        RunView view = library.view(run);
        purge(RemovalScope.BUNDLE, grace);

        assertThat(states(library, complete, true)).containsExactly("would_restore");
        assertThat(library.files(run)).doesNotContainKey("original/output_01.png");
        assertThat(states(library, complete, false)).containsExactly("restored");

        assertThat(library.files(run)).containsAllEntriesOf(before);
        assertThat(library.view(run).artifacts()).isEqualTo(view.artifacts());
        assertThat(library.view(run).retention().removals()).isEmpty();
        assertThat(new ChangeFeed(library.layout).after(0).runPaths()).containsExactly(run);
        library.sweep.sweep();
        assertThat(library.trash()).isEmpty();
        assertThat(library.findings()).isEmpty();
        assertThat(states(library, complete, false)).containsExactly("known");
    }

    @Test
    void a_copy_with_other_bytes_brings_nothing_back() throws IOException {
        purge(RemovalScope.BINARIES, 0);
        Path original = complete.resolve("bundles").resolve(run).resolve("original/output_01.png");
        Files.writeString(original, "Original output_01");

        new Importer(library.layout, PLENTY).importBundles(complete, false);

        assertThat(library.files(run)).doesNotContainKey("original/output_01.png");
        assertThat(library.findings()).isEmpty();
    }

    @Test
    void a_purged_bundle_is_exported_and_imported_with_its_tombstones() throws IOException {
        Removal removal = purge(RemovalScope.ORIGINALS, 0);
        Path target = folder.resolve("purged");
        ExportManifest manifest = export(library, target);
        assertThat(manifest.problems()).extracting(problem -> problem.code()).containsOnly("removed");

        RetentionLibrary there = new RetentionLibrary(folder.resolve("there"));
        assertThat(states(there, target, false)).containsExactly("added");
        assertThat(there.view(run).retention().removals())
                .extracting(Removal::removalId)
                .containsExactly(removal.removalId());
        assertThat(there.findings()).isEmpty();

        assertThat(states(there, complete, false)).containsExactly("restored");
        assertThat(there.files(run)).containsAllEntriesOf(before);
        assertThat(there.findings()).isEmpty();
    }

    @Test
    void a_ledger_from_elsewhere_names_a_trash_that_is_not_here() throws IOException {
        purge(RemovalScope.ORIGINALS, 30);
        Path target = folder.resolve("purged");
        export(library, target);
        RetentionLibrary there = new RetentionLibrary(folder.resolve("there"));
        assertThat(states(there, target, false)).containsExactly("added");
        assertThat(there.findings()).extracting(Finding::code).containsExactly("not_in_trash");
    }

    @Test
    void a_copy_from_before_notes_were_written_is_known() {
        new NotesService(library.layout, text -> text, library.clock)
                .write(run, Optional.of("Printed on paper"), OptionalLong.empty(), "ada");
        assertThat(states(library, complete, false)).containsExactly("known");
        assertThat(library.files(run).get("notes.md")).contains("Printed on paper");
    }

    @Test
    void a_copy_from_before_derivatives_were_replaced_is_known() throws IOException {
        Path bundle = library.layout.bundle(run);
        AssetRecord output = library.view(run).run().outputs().get(0);
        RedoneOutput redone = new RedoneOutput(
                1,
                output.withThumb(null, 0, List.of()),
                List.of(),
                List.of(),
                List.of(),
                null,
                List.of("thumb/output_01.webp"));
        new ReviewLogs(library.layout)
                .append(bundle, lines -> List.of(RecordMapper.line(Map.of("action", "redo", "data", redone.data()))));
        Files.delete(bundle.resolve("thumb/output_01.webp"));
        assertThat(states(library, complete, false)).containsExactly("known");
        assertThat(bundle.resolve("thumb/output_01.webp")).doesNotExist();
    }

    @Test
    void a_copy_with_other_notes_is_refused() throws IOException {
        new NotesService(library.layout, text -> text, library.clock)
                .write(run, Optional.of("Printed on paper"), OptionalLong.empty(), "ada");
        Path notes = library.layout.bundle(run).resolve("notes.md");
        RetentionLibrary there = new RetentionLibrary(folder.resolve("there"));
        assertThat(states(there, complete, false)).containsExactly("added");
        new NotesService(there.layout, text -> text, there.clock)
                .write(run, Optional.of("Never printed"), OptionalLong.empty(), "bob");
        String before = Files.readString(notes);
        Path other = folder.resolve("other");
        export(there, other);
        assertThat(new Importer(library.layout, PLENTY).importBundles(other, false))
                .singleElement()
                .matches(ImportResult::wasRefused);
        assertThat(Files.readString(notes)).isEqualTo(before);
    }
}

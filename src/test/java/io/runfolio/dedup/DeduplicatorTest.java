package io.runfolio.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.cli.RunfolioCommand;
import io.runfolio.settings.MediaSettings.DedupMode;
import io.runfolio.settings.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeduplicatorTest {
    @TempDir
    Path folder;

    private Library library;
    private Path one;
    private Path two;
    private Path three;

    @BeforeEach
    void threeRuns() {
        library = new Library(folder.resolve("outputs"));
        one = library.seal("one", "apples", 1);
        two = library.seal("two", "apples", 2);
        three = library.seal("three", "pears", 1);
    }

    @Test
    void equal_originals_become_one_read_only_file_with_several_names() throws IOException {
        TreeMap<String, String> before = library.tree();

        DedupResult result = convert(DedupMode.HARDLINK, false);

        assertThat(result.changed()).isEqualTo(4);
        assertThat(result.bytes()).isEqualTo(2L * size(one));
        assertThat(inodes()).hasSize(1);
        assertThat(Library.links(Library.original(one, 1))).isEqualTo(4); // three bundles and the object
        assertThat(Files.getPosixFilePermissions(Library.original(two, 1)))
                .isEqualTo(PosixFilePermissions.fromString("r--r-----"));
        assertThat(library.tree()).isEqualTo(before);
    }

    @Test
    void a_second_conversion_changes_nothing() {
        convert(DedupMode.HARDLINK, false);

        DedupResult second = convert(DedupMode.HARDLINK, false);

        assertThat(second.changed()).isZero();
        assertThat(second.unchanged()).isEqualTo(4);
    }

    @Test
    void a_dry_run_changes_nothing_and_counts_what_is_freed() {
        DedupResult planned = convert(DedupMode.HARDLINK, true);

        assertThat(inodes()).hasSize(3);
        assertThat(Files.exists(library.layout
                        .objects()
                        .resolve(Library.sha256(Library.original(one, 1)).substring(0, 2))))
                .isFalse();
        DedupResult done = convert(DedupMode.HARDLINK, false);
        assertThat(planned.bytes()).isEqualTo(done.bytes());
        assertThat(planned.changed()).isEqualTo(done.changed());
    }

    @Test
    void a_file_with_another_name_elsewhere_frees_nothing() throws IOException {
        Files.createLink(folder.resolve("backup.png"), Library.original(three, 1));

        assertThat(convert(DedupMode.HARDLINK, false).bytes()).isEqualTo(size(two));
    }

    @Test
    void store_takes_hard_links_where_there_are_no_clones() {
        assertThat(convert(DedupMode.STORE, false).mode()).isEqualTo("hardlink");
        assertThat(inodes()).hasSize(1);
    }

    @Test
    void reflink_is_refused_where_there_are_no_clones_and_says_what_to_do() {
        assertThatThrownBy(() -> convert(DedupMode.REFLINK, false))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("runfolio.dedup=reflink")
                .hasMessageContaining("Operation not supported")
                .hasMessageContaining("store");
        assertThat(inodes()).hasSize(3);
    }

    @Test
    void a_damaged_original_is_named_and_left_as_it_is() throws IOException {
        Files.writeString(Library.original(one, 1), "damaged");

        DedupResult result = convert(DedupMode.HARDLINK, false);

        assertThat(result.damaged()).extracting(DedupResult.Remark::path).containsExactly(path(one));
        assertThat(Files.readString(Library.original(one, 1))).isEqualTo("damaged");
        assertThat(Files.readString(Library.original(three, 1))).isEqualTo("original output_01");
    }

    @Test
    void a_damaged_object_reaches_no_bundle_and_is_replaced() throws IOException {
        convert(DedupMode.HARDLINK, false);
        Path object = object(Library.original(one, 1));
        Path four = library.seal("four", "pears", 1);
        Files.delete(object);
        Files.writeString(object, "damaged");

        DedupResult result = convert(DedupMode.HARDLINK, false);

        assertThat(result.damaged()).isEmpty();
        assertThat(Files.readString(object)).isEqualTo("original output_01");
        assertThat(Files.readString(Library.original(four, 1))).isEqualTo("original output_01");
        assertThat(inodes()).hasSize(1);
    }

    @Test
    void undo_gives_each_original_a_writable_file_of_its_own_and_removes_the_objects() throws IOException {
        TreeMap<String, String> before = library.tree();
        convert(DedupMode.HARDLINK, false);

        DedupResult undone = library.deduplicator().undo(false, (done, of) -> {});

        assertThat(undone.changed()).isEqualTo(4);
        assertThat(inodes()).hasSize(3);
        assertThat(Library.links(Library.original(one, 1))).isEqualTo(1);
        assertThat(Files.getPosixFilePermissions(Library.original(one, 1)))
                .isEqualTo(Files.getPosixFilePermissions(one.resolve("web/output_01.webp")));
        assertThat(new ObjectFolder(library.layout.objects()).objects()).isEmpty();
        assertThat(library.tree()).isEqualTo(before);
    }

    @Test
    void undo_also_separates_bundles_whose_objects_were_deleted() throws IOException {
        convert(DedupMode.HARDLINK, false);
        io.runfolio.files.DurableFiles.deleteTree(library.layout.objects());

        library.deduplicator().undo(false, (done, of) -> {});

        assertThat(inodes()).hasSize(3);
    }

    @Test
    void conversion_and_back_gives_byte_identical_exports() {
        String before = library.export(folder.resolve("before.zip"));
        convert(DedupMode.HARDLINK, false);
        String converted = library.export(folder.resolve("converted.zip"));
        library.deduplicator().undo(false, (done, of) -> {});

        assertThat(converted).isEqualTo(before);
        assertThat(library.export(folder.resolve("back.zip"))).isEqualTo(before);
    }

    @Test
    void a_bundle_that_is_deleted_harms_no_other_one() throws IOException {
        convert(DedupMode.HARDLINK, false);
        Files.delete(Library.original(one, 1));

        assertThat(Files.readString(Library.original(three, 1))).isEqualTo("original output_01");
        assertThat(library.deduplicator().sweep(false).removed()).isZero();
        assertThat(DedupReport.of(library.layout).savedBytes()).isEqualTo(size(two));
    }

    @Test
    void a_sweep_removes_objects_that_no_bundle_uses() throws IOException {
        convert(DedupMode.HARDLINK, false);
        Files.delete(Library.original(two, 2));
        long bytes = "original output_02".length();

        assertThat(DedupReport.of(library.layout).unusedBytes()).isEqualTo(bytes);
        assertThat(library.deduplicator().sweep(true)).isEqualTo(new ObjectSweep.Swept(true, 2, 1, bytes));
        assertThat(library.deduplicator().sweep(false)).isEqualTo(new ObjectSweep.Swept(false, 2, 1, bytes));
        assertThat(library.deduplicator().sweep(false).removed()).isZero();
    }

    @Test
    void the_report_counts_what_is_saved_by_project() {
        assertThat(DedupReport.of(library.layout).savedBytes()).isZero();
        assertThat(DedupReport.of(library.layout).convertibleBytes()).isEqualTo(2L * size(one));

        convert(DedupMode.HARDLINK, false);

        DedupReport report = DedupReport.of(library.layout);
        assertThat(report.projects())
                .containsExactly(
                        new DedupReport.Project("apples", 3, 3L * size(one), size(one), 0),
                        new DedupReport.Project("pears", 1, size(one), size(one), 0));
        assertThat(report.storedBytes()).isEqualTo(2L * size(one));
    }

    @Test
    void the_commands_convert_report_sweep_and_undo() {
        String[] outputs = {
            "--outputs",
            library.outputs.toString(),
            "--inbox",
            folder.resolve("inbox").toString()
        };
        assertThat(execute(outputs, "dedup", "convert")).isEqualTo(2); // no mode
        assertThat(execute(outputs, "dedup", "convert", "--to", "off")).isEqualTo(2);
        assertThat(execute(outputs, "dedup", "convert", "--to", "hardlink", "--dry-run"))
                .isZero();
        assertThat(inodes()).hasSize(3);
        assertThat(execute(outputs, "dedup", "convert", "--to", "hardlink", "--json"))
                .isZero();
        assertThat(inodes()).hasSize(1);
        assertThat(execute(outputs, "dedup", "report")).isZero();
        assertThat(execute(outputs, "dedup", "report", "--json")).isZero();
        assertThat(execute(outputs, "dedup", "sweep")).isZero();
        assertThat(execute(outputs, "dedup", "undo")).isZero();
        assertThat(inodes()).hasSize(3);
    }

    private static int execute(String[] more, String... words) {
        return RunfolioCommand.execute(
                java.util.stream.Stream.concat(java.util.Arrays.stream(words), java.util.Arrays.stream(more))
                        .toArray(String[]::new));
    }

    private DedupResult convert(DedupMode mode, boolean dryRun) {
        return library.deduplicator().convert(mode, dryRun, (done, of) -> {});
    }

    private Set<Object> inodes() {
        return Set.copyOf(List.of(one, two, three).stream()
                .map(bundle -> Library.inode(Library.original(bundle, 1)))
                .collect(java.util.stream.Collectors.toSet()));
    }

    private Path object(Path original) {
        String sum = Library.sha256(original);
        return library.layout.objects().resolve(sum.substring(0, 2)).resolve(sum);
    }

    private String path(Path bundle) {
        return library.outputs.relativize(Library.original(bundle, 1)).toString();
    }

    private static int size(Path bundle) {
        return "original output_01".length();
    }
}

package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.runfolio.cli.RunfolioCommand;
import io.runfolio.dedup.DedupReport;
import io.runfolio.dedup.Library;
import io.runfolio.run.AssetKind;
import io.runfolio.run.RunRequest;
import io.runfolio.settings.SettingException;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deduplication at sealing, and on a file system with clones where one can be mounted. */
class DedupIT {
    @TempDir
    Path folder;

    private Optional<LoopDisk> disk = Optional.empty();

    @AfterEach
    void unmount() {
        disk.ifPresent(LoopDisk::close);
    }

    @Test
    void equal_originals_of_two_runs_are_linked_when_they_are_sealed() {
        TestWorkspace workspace = new TestWorkspace(folder);
        bundleTwice(workspace, "hardlink");

        List<Path> originals = originals(workspace);
        assertThat(Library.inode(originals.get(0))).isEqualTo(Library.inode(originals.get(1)));
        assertThat(Library.links(originals.get(0))).isEqualTo(3);
        assertThat(workspace.verify().findings()).isEmpty();
    }

    @Test
    void nothing_is_shared_and_no_folder_is_made_while_it_is_off() {
        TestWorkspace workspace = new TestWorkspace(folder);
        bundleTwice(workspace, "off");

        assertThat(originals(workspace))
                .allSatisfy(file -> assertThat(Library.links(file)).isEqualTo(1));
        assertThat(workspace.outputs.resolve(".runfolio/objects")).doesNotExist();
    }

    @Test
    void bundles_are_whole_after_the_working_folder_was_deleted() throws IOException {
        TestWorkspace workspace = new TestWorkspace(folder);
        bundleTwice(workspace, "hardlink");
        TreeMap<String, String> before = new Library(workspace.outputs).tree();

        io.runfolio.files.DurableFiles.deleteTree(workspace.outputs.resolve(".runfolio/objects"));

        assertThat(new Library(workspace.outputs).tree()).isEqualTo(before);
        assertThat(workspace.verify().findings()).isEmpty();
    }

    @Test
    void a_worker_does_not_start_where_the_file_system_has_no_clones() throws IOException {
        TestWorkspace workspace = new TestWorkspace(folder);
        assumeThat(Programs.succeeds(
                        "cp",
                        "--reflink=always",
                        "/etc/hostname",
                        folder.resolve("probe").toString()))
                .isFalse();

        assertThatThrownBy(() -> Runfolio.open(workspace.settings("runfolio.dedup", "reflink"))
                        .close())
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("store");
    }

    @Test
    void clones_share_their_blocks_and_can_be_undone() throws IOException {
        disk = LoopDisk.createXfs(folder.resolve("xfs"), folder.resolve("mnt"));
        assumeThat(disk).as("XFS can be made and mounted here").isPresent();
        TestWorkspace workspace = new TestWorkspace(disk.get().folder().resolve("here"));
        Files.write(workspace.media.resolve("large.bin"), random(20 << 20));
        disk.get().sync();
        long before = free(workspace);
        bundleTwice(workspace, "reflink", "large.bin", "large.bin", "large.bin");

        List<Path> originals = originals(workspace);
        assertThat(originals).hasSize(6).allSatisfy(file -> assertThat(Library.links(file))
                .isEqualTo(1));
        assertThat(originals.stream().map(Library::inode).distinct()).hasSize(6);
        awaitUsed(workspace, before, 20L << 20);
        DedupReport report = DedupReport.of(Backends.outputs(workspace.outputs));
        assertThat(report.savedBytes()).isEqualTo(5L * (20 << 20));
        assertThat(report.storedBytes()).isEqualTo(20 << 20);
        assertThat(workspace.verify().findings()).isEmpty();

        assertThat(dedup(workspace, "convert", "--to", "hardlink")).isZero();
        assertThat(Library.links(originals.get(0))).isEqualTo(7);
        assertThat(dedup(workspace, "convert", "--to", "reflink")).isZero();
        assertThat(Library.links(originals.get(0))).isEqualTo(1);
        assertThat(DedupReport.of(Backends.outputs(workspace.outputs)).savedBytes())
                .isEqualTo(5L * (20 << 20));
        assertThat(dedup(workspace, "undo")).isZero();
        awaitUsed(workspace, before, 120L << 20);
        assertThat(workspace.verify().findings()).isEmpty();
    }

    /** Waits for an amount of used space. XFS frees deleted blocks in the background, also after a sync. */
    private void awaitUsed(TestWorkspace workspace, long before, long bytes) {
        await().untilAsserted(() -> {
            disk.get().sync();
            assertThat(before - free(workspace)).isBetween(bytes, bytes + (10 << 20));
        });
    }

    private static int dedup(TestWorkspace workspace, String... words) {
        List<String> command = new java.util.ArrayList<>(List.of("dedup"));
        command.addAll(List.of(words));
        command.addAll(List.of("--inbox", workspace.inbox.toString(), "--outputs", workspace.outputs.toString()));
        return RunfolioCommand.execute(command.toArray(String[]::new));
    }

    private static void bundleTwice(TestWorkspace workspace, String mode, String... files) {
        List<String> sources = files.length > 0 ? List.of(files) : List.of("a.png");
        if (files.length == 0) {
            workspace.writePicture("a.png", 40, 30, 1);
        }
        try (Runfolio runfolio = Runfolio.open(workspace.settings("runfolio.dedup", mode))) {
            for (String name : List.of("one", "two")) {
                var request = RunRequest.builder("succeeded", name);
                sources.forEach(source ->
                        request.output(source.endsWith(".png") ? AssetKind.IMAGE : AssetKind.OTHER, "media/" + source));
                runfolio.createRunArtifact(request.build());
            }
        }
    }

    private static List<Path> originals(TestWorkspace workspace) {
        return workspace.bundles().stream()
                .flatMap(bundle -> java.util.Arrays.stream(
                        bundle.resolve("original").toFile().listFiles()))
                .map(java.io.File::toPath)
                .toList();
    }

    private static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        new java.util.Random(1).nextBytes(random);
        return random;
    }

    private static long free(TestWorkspace workspace) throws IOException {
        return Files.getFileStore(workspace.root).getUnallocatedSpace();
    }
}

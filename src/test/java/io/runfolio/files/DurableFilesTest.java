package io.runfolio.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {
    @TempDir
    Path folder;

    @Test
    void a_new_file_never_takes_the_place_of_another() throws IOException {
        Path file = folder.resolve("a");
        DurableFiles.writeNew(file, new byte[] {1, 2});
        assertThat(file).hasBinaryContent(new byte[] {1, 2});
        assertThatThrownBy(() -> DurableFiles.writeNew(file, new byte[0]))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasBinaryContent(new byte[] {1, 2});
    }

    @Test
    void a_folder_never_takes_the_place_of_one_that_holds_anything() throws IOException {
        Path source = Files.createDirectory(folder.resolve("source"));
        Path target = Files.createDirectory(folder.resolve("target"));
        Files.writeString(target.resolve("kept"), "kept");
        assertThatThrownBy(() -> DurableFiles.moveAtomically(source, target)).isInstanceOf(IOException.class);
        assertThat(target.resolve("kept")).exists();
        assertThat(source).exists();
    }

    @Test
    void a_tree_can_be_forced_and_deleted_but_links_are_not_followed() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("kept"), "kept");
        Path tree = Files.createDirectories(folder.resolve("tree/sub"));
        Files.writeString(tree.resolve("file"), "x");
        Files.createSymbolicLink(tree.resolve("link"), outside);
        DurableFiles.forceTree(folder.resolve("tree"));
        DurableFiles.deleteTree(folder.resolve("tree"));
        DurableFiles.deleteTree(folder.resolve("tree"));
        assertThat(folder.resolve("tree")).doesNotExist();
        assertThat(outside.resolve("kept")).exists();
    }

    @Test
    void a_full_disk_an_interrupt_and_other_failures_are_distinguished() {
        assertThat(StorageErrors.translate(new FileSystemException("f", null, "No space left on device"), "It"))
                .isInstanceOf(StorageFullException.class);
        assertThat(StorageErrors.translate(new IOException("Disk quota exceeded"), "It"))
                .isInstanceOf(StorageFullException.class);
        assertThat(StorageErrors.translate(new ClosedByInterruptException(), "It"))
                .isInstanceOf(InterruptedRunException.class);
        assertThat(StorageErrors.translate(new IOException("Input/output error"), "It could not be done"))
                .isExactlyInstanceOf(StorageException.class)
                .hasMessageContaining("It could not be done")
                .hasMessageContaining("Input/output error");
    }
}

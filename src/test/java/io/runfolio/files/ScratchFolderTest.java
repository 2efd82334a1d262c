package io.runfolio.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScratchFolderTest {
    private final List<Path> made = new ArrayList<>();

    @AfterEach
    void clear() {
        made.forEach(DurableFiles::tryDeleteTree);
    }

    @Test
    void the_process_has_one_folder_that_no_other_user_may_enter() throws IOException {
        Path folder = ScratchFolder.get();
        assertThat(ScratchFolder.get()).isEqualTo(folder);
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void a_deleted_folder_is_created_again() {
        Path before = ScratchFolder.get();
        DurableFiles.tryDeleteTree(before);
        assertThat(ScratchFolder.get()).isNotEqualTo(before).isDirectory();
    }

    @Test
    void only_folders_of_dead_processes_are_swept() throws IOException {
        Path dead = folder("dead");
        Files.createFile(dead.resolve(".alive"));
        Files.writeString(Files.createDirectory(dead.resolve("image-1")).resolve("a.png"), "half");
        Path unlocked = folder("unlocked");
        Path foreign = folder("foreign");
        Files.writeString(foreign.resolve("kept"), "kept");
        Files.setLastModifiedTime(foreign, FileTime.from(Instant.now().minus(Duration.ofMinutes(2))));
        Path own = ScratchFolder.get();

        ScratchFolder.sweep();

        assertThat(dead).doesNotExist();
        assertThat(unlocked).as("its process makes another one").doesNotExist();
        assertThat(foreign.resolve("kept")).exists();
        assertThat(own).isDirectory();
    }

    @Test
    void a_link_in_the_place_of_a_folder_is_not_followed() throws IOException {
        Path elsewhere = Files.createTempDirectory("elsewhere");
        made.add(elsewhere);
        Files.writeString(elsewhere.resolve("precious"), "kept");
        Path link = ScratchFolder.get().resolveSibling("runfolio-scratch-link" + System.nanoTime());
        made.add(Files.createSymbolicLink(link, elsewhere));

        ScratchFolder.sweep();

        assertThat(elsewhere.resolve("precious")).exists();
    }

    private Path folder(String name) throws IOException {
        Path folder = Files.createTempDirectory(ScratchFolder.get().getParent(), "runfolio-scratch-" + name);
        made.add(folder);
        return folder;
    }
}

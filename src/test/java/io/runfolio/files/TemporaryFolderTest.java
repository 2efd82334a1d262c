package io.runfolio.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFolderTest {
    @TempDir
    Path parent;

    @Test
    void the_folder_and_its_contents_are_deleted_on_close() throws IOException {
        Path path;
        try (TemporaryFolder folder = TemporaryFolder.beside(parent.resolve("clip.mp4"), ".clip-")) {
            path = folder.path();
            assertThat(path).isDirectory().hasParent(parent);
            assertThat(path.getFileName().toString()).startsWith(".clip-");
            Files.writeString(Files.createDirectory(path.resolve("frames")).resolve("1.png"), "x");
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void a_missing_parent_is_named() {
        Path missing = parent.resolve("missing");
        assertThatThrownBy(() -> TemporaryFolder.beside(missing.resolve("clip.mp4"), ".clip-"))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(missing.toString());
    }
}

package io.runfolio.coordination.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderDocumentsTest extends StateDocumentsContract {
    @TempDir
    private Path root;

    @Override
    protected StateDocuments open() {
        return new FolderDocuments(
                root.resolve("documents"),
                STATES,
                Backends.outputs(root.resolve("outputs")).coordination().eventLocks(),
                () -> {});
    }

    @Test
    void the_oldest_come_first_and_other_files_do_not_count() throws IOException {
        StateDocuments documents = open();
        documents.add("b", "1");
        documents.add("a", "2");
        Path folder = root.resolve("documents");
        Files.setLastModifiedTime(folder.resolve("a.json"), FileTime.fromMillis(2_000));
        Files.setLastModifiedTime(folder.resolve("b.json"), FileTime.fromMillis(1_000));
        Files.writeString(folder.resolve("c.json.part"), "");
        assertThat(documents.ids("new", 10)).containsExactly("b", "a");
    }
}

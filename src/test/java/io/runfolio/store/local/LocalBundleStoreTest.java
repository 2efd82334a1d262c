package io.runfolio.store.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.files.StorageException;
import io.runfolio.store.BundleStore;
import io.runfolio.store.BundleStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalBundleStoreTest extends BundleStoreContract {
    private static final String RUN = "2026-03-26/20260326_214512_model";

    @TempDir
    Path folder;

    @Override
    protected BundleStore newStore() {
        return new LocalBundleStore(outputs());
    }

    @Override
    protected Path staging() throws IOException {
        return Files.createDirectories(outputs().resolve(".runfolio/staging"));
    }

    private Path outputs() {
        return folder.resolve("outputs");
    }

    @Test
    void links_and_hidden_entries_are_no_bundles() throws IOException {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("run.json"), "{}");
        Files.writeString(elsewhere.resolve("manifest.json"), "{}");
        Path day = Files.createDirectories(outputs().resolve("2026-03-26"));
        Files.createSymbolicLink(day.resolve("20260326_214512_model"), elsewhere);
        Files.createDirectory(day.resolve(".hidden"));
        BundleStore store = newStore();
        assertThat(store.list("2026-03-26")).containsExactly(RUN);
        assertThat(store.isSealed(RUN)).isFalse();
        assertThat(store.folder(RUN)).isEmpty();
        assertThat(store.exists(RUN)).isTrue();
    }

    @Test
    void a_file_in_the_place_of_the_outputs_folder_is_reported() throws IOException {
        Files.writeString(outputs(), "text");
        assertThatThrownBy(() -> newStore().days())
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("is a file");
    }
}

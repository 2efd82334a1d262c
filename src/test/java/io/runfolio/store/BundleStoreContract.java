package io.runfolio.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.files.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Behavior of every bundle store. A subclass supplies the store and a staging folder. */
public abstract class BundleStoreContract {
    private static final String ID = "20260326_214512_model";
    private static final String RUN = "2026-03-26/" + ID;

    private BundleStore store;

    /** Returns an empty store. */
    protected abstract BundleStore newStore() throws IOException;

    /** Returns an existing folder that bundles can be sealed from. */
    protected abstract Path staging() throws IOException;

    @BeforeEach
    void open() throws IOException {
        store = newStore();
    }

    @Test
    void a_new_store_has_no_bundles() {
        assertThat(store.days()).isEmpty();
        assertThat(store.list("2026-03-26")).isEmpty();
        assertThat(store.find(ID)).isEmpty();
        assertThat(store.exists(RUN)).isFalse();
        assertThat(store.isSealed(RUN)).isFalse();
        assertThat(store.folder(RUN)).isEmpty();
        assertThat(store.files(RUN)).isEmpty();
    }

    @Test
    void a_staged_bundle_is_invisible_until_it_is_sealed() throws IOException {
        Path staged = staged(ID);
        assertThat(store.find(ID)).isEmpty();
        store.seal(staged, RUN);
        assertThat(staged).doesNotExist();
        assertThat(store.find(ID)).contains(RUN);
        assertThat(store.isSealed(RUN)).isTrue();
        assertThat(store.exists(RUN)).isTrue();
        assertThat(store.files(RUN)).containsExactly("manifest.json", "original/output_01.png", "run.json");
        assertThat(read(RUN, "original/output_01.png")).isEqualTo("pixels");
        assertThat(store.folder(RUN).orElseThrow().resolve("run.json")).hasContent("{}");
    }

    @Test
    void days_and_runs_are_listed_in_ascending_order() throws IOException {
        for (String run : new String[] {"2026-03-27/b", "2026-03-26/c", "2026-03-26/a"}) {
            store.seal(staged(run.substring(11)), run);
        }
        assertThat(store.days()).containsExactly("2026-03-26", "2026-03-27");
        assertThat(store.list("2026-03-26")).containsExactly("2026-03-26/a", "2026-03-26/c");
    }

    @Test
    void a_bundle_on_another_day_than_its_id_is_found() throws IOException {
        store.seal(staged(ID), "2025-01-01/" + ID);
        assertThat(store.find(ID)).contains("2025-01-01/" + ID);
    }

    @Test
    void a_bundle_without_its_records_is_listed_but_not_sealed() throws IOException {
        Path staged = staged(ID);
        Files.delete(staged.resolve("run.json"));
        store.seal(staged, RUN);
        assertThat(store.list("2026-03-26")).containsExactly(RUN);
        assertThat(store.exists(RUN)).isTrue();
        assertThat(store.isSealed(RUN)).isFalse();
        assertThat(store.find(ID)).isEmpty();
    }

    @Test
    void a_taken_run_path_is_not_replaced() throws IOException {
        store.seal(staged(ID), RUN);
        Path second = staged("second");
        Files.writeString(second.resolve("run.json"), "{\"other\": true}");
        assertThatThrownBy(() -> store.seal(second, RUN)).isInstanceOf(StorageException.class);
        assertThat(second.resolve("run.json")).exists();
        assertThat(read(RUN, "run.json")).isEqualTo("{}");
    }

    @Test
    void ids_that_are_paths_are_never_found() throws IOException {
        store.seal(staged(ID), RUN);
        assertThat(store.find("../" + RUN)).isEmpty();
        assertThat(store.find(".")).isEmpty();
        assertThat(store.find("")).isEmpty();
    }

    @Test
    void files_are_added_but_never_replaced() throws IOException {
        store.seal(staged(ID), RUN);
        store.add(file("new"), RUN, "web/output_01.webp");
        assertThat(read(RUN, "web/output_01.webp")).isEqualTo("new");
        Path other = file("other");
        assertThatThrownBy(() -> store.add(other, RUN, "web/output_01.webp")).isInstanceOf(StorageException.class);
        assertThat(other).exists();
        assertThat(read(RUN, "web/output_01.webp")).isEqualTo("new");
    }

    @Test
    void deleted_files_are_gone_and_missing_ones_are_ignored() throws IOException {
        store.seal(staged(ID), RUN);
        store.delete(RUN, "original/output_01.png");
        store.delete(RUN, "original/output_01.png");
        assertThat(store.files(RUN)).containsExactly("manifest.json", "run.json");
        assertThatThrownBy(() -> read(RUN, "original/output_01.png")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void paths_that_leave_the_bundle_are_refused() throws IOException {
        store.seal(staged(ID), RUN);
        store.seal(staged("other"), "2026-03-26/other");
        Path file = file("new");
        for (String path : new String[] {"../other/run.json", "/etc/hostname", "a//b", ""}) {
            assertThatThrownBy(() -> store.open(RUN, path)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> store.add(file, RUN, path)).isInstanceOf(StorageException.class);
            assertThatThrownBy(() -> store.delete(RUN, path)).isInstanceOf(StorageException.class);
        }
        assertThat(store.isSealed("2026-03-26/other")).isTrue();
    }

    private Path staged(String name) throws IOException {
        Path folder = Files.createDirectory(staging().resolve(name));
        Files.createDirectory(folder.resolve("original"));
        for (Map.Entry<String, String> file : Map.of(
                        "run.json", "{}", "manifest.json", "{}", "original/output_01.png", "pixels")
                .entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
        return folder;
    }

    private Path file(String text) throws IOException {
        return Files.writeString(staging().resolve("file-" + text), text);
    }

    private String read(String runPath, String path) throws IOException {
        try (InputStream in = store.open(runPath, path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

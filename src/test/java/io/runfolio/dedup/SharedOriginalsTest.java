package io.runfolio.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.settings.MediaSettings.DedupMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedOriginalsTest {
    private static final int SIZE = "original output_01".length();

    @TempDir
    Path folder;

    private Library library;
    private Path one;
    private Path two;

    @BeforeEach
    void twoRuns() {
        library = new Library(folder.resolve("outputs"));
        one = library.seal("one", "apples", 1);
        two = library.seal("two", "apples", 2);
        library.deduplicator().convert(DedupMode.HARDLINK, false, (done, of) -> {});
    }

    @Test
    void an_original_of_two_bundles_is_used_elsewhere_and_one_of_its_own_is_not() {
        SharedOriginals shared = SharedOriginals.read(library.layout);

        assertThat(shared.isUsedElsewhere(Library.original(one, 1))).isTrue();
        assertThat(shared.isUsedElsewhere(Library.original(two, 2))).isFalse();
    }

    @Test
    void only_the_last_user_frees_bytes() {
        SharedOriginals shared = SharedOriginals.read(library.layout);
        Path first = Library.original(one, 1);
        Path second = Library.original(two, 1);
        Path single = Library.original(two, 2);
        Path web = one.resolve("web/output_01.webp");

        assertThat(shared.bytesFreed(List.of(first))).isZero();
        assertThat(shared.bytesFreed(List.of(first, second))).isEqualTo(SIZE);
        assertThat(shared.bytesFreed(List.of(single))).isEqualTo(SIZE);
        assertThat(shared.bytesFreed(List.of(web))).isEqualTo(web.toFile().length());
    }

    @Test
    void objects_are_removed_with_their_last_user_only() throws IOException {
        SharedOriginals shared = SharedOriginals.read(library.layout);
        Path first = Library.original(one, 1);
        Path single = Library.original(two, 2);
        Files.delete(first);
        Files.delete(single);

        shared.removeObjects(List.of(first, single));

        assertThat(new ObjectFolder(library.layout.objects()).objects()).hasSize(1);
        assertThat(Files.readString(Library.original(two, 1))).isEqualTo("original output_01");
    }
}

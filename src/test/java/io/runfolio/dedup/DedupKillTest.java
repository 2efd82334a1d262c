package io.runfolio.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.settings.MediaSettings.DedupMode;
import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conversions that end at each of their steps, as by a kill. */
class DedupKillTest {
    @TempDir
    Path folder;

    /** End of the process before a step; no handler of the program catches it. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void a_conversion_killed_at_any_step_harms_no_bundle_and_is_completed_by_the_next() {
        for (int step = 1; ; step++) {
            Library library = library("convert-" + step);
            TreeMap<String, String> before = library.tree();
            boolean ended = run(
                    library, step, deduplicator -> deduplicator.convert(DedupMode.HARDLINK, false, (done, of) -> {}));
            assertThat(library.tree()).as("after the kill at step %s", step).isEqualTo(before);

            library.deduplicator().convert(DedupMode.HARDLINK, false, (done, of) -> {});

            assertThat(library.tree()).isEqualTo(before);
            assertThat(DedupReport.of(library.layout).convertibleBytes()).isZero();
            assertThat(library.layout.objects().resolve("parts")).doesNotExist();
            if (ended) {
                assertThat(step).isGreaterThan(10);
                return;
            }
        }
    }

    @Test
    void an_undo_killed_at_any_step_harms_no_bundle_and_is_completed_by_the_next() {
        for (int step = 1; ; step++) {
            Library library = library("undo-" + step);
            TreeMap<String, String> before = library.tree();
            library.deduplicator().convert(DedupMode.HARDLINK, false, (done, of) -> {});
            boolean ended = run(library, step, deduplicator -> deduplicator.undo(false, (done, of) -> {}));
            assertThat(library.tree()).as("after the kill at step %s", step).isEqualTo(before);

            library.deduplicator().undo(false, (done, of) -> {});

            assertThat(library.tree()).isEqualTo(before);
            assertThat(DedupReport.of(library.layout).savedBytes()).isZero();
            assertThat(new ObjectFolder(library.layout.objects()).objects()).isEmpty();
            if (ended) {
                assertThat(step).isGreaterThan(10);
                return;
            }
        }
    }

    private Library library(String name) {
        Library library = new Library(folder.resolve(name));
        library.seal("one", "apples", 2);
        library.seal("two", "apples", 2);
        return library;
    }

    /** Returns whether the work came to its end. */
    private static boolean run(Library library, int kill, java.util.function.Consumer<Deduplicator> work) {
        int[] step = {0};
        try {
            work.accept(new Deduplicator(library.layout, Library.NO_CLONES, name -> {
                if (++step[0] == kill) {
                    throw new Killed();
                }
            }));
            return true;
        } catch (Killed e) {
            return false;
        }
    }
}

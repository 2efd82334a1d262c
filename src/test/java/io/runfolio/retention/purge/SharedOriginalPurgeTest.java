package io.runfolio.retention.purge;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.bundle.ledger.RemovalScope;
import io.runfolio.dedup.DedupSteps;
import io.runfolio.dedup.Deduplicator;
import io.runfolio.files.Checksums;
import io.runfolio.retention.RetentionLibrary;
import io.runfolio.settings.MediaSettings.DedupMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Purges of originals that share their bytes with those of another run. */
class SharedOriginalPurgeTest {
    @TempDir
    Path folder;

    private RetentionLibrary library;
    private String one;
    private String two;
    private byte[] bytes;
    private Path object;

    @BeforeEach
    void twoRunsShareTheirOriginals() throws IOException {
        library = new RetentionLibrary(folder.resolve("outputs"));
        one = library.seal("one");
        two = library.seal("two");
        bytes = Files.readAllBytes(original(one));
        assertThat(Files.mismatch(original(one), original(two))).isEqualTo(-1);
        new Deduplicator(library.layout, SharedOriginalPurgeTest::noClones, DedupSteps.NONE)
                .convert(DedupMode.HARDLINK, false, (done, of) -> {});
        assertThat(Files.isSameFile(original(one), original(two))).isTrue();
        String sha256 = Checksums.sha256(original(one));
        object = library.layout.objects().resolve(sha256.substring(0, 2)).resolve(sha256);
        assertThat(object).exists();
    }

    private static void noClones(Path source, Path target) throws IOException {
        throw new IOException("no clones");
    }

    private Path original(String run) {
        return library.layout.bundle(run).resolve("original/output_01.png");
    }

    private void purge(String run, Duration grace) {
        PurgeOutcome outcome = library.purger.purge(library.order(run, null, RemovalScope.BINARIES, grace));
        assertThat(outcome.status()).isEqualTo(PurgeOutcome.Status.PURGED);
    }

    @Test
    void a_purge_leaves_the_original_of_the_other_run_and_the_object() throws IOException {
        purge(one, Duration.ZERO);
        assertThat(original(one)).doesNotExist();
        assertThat(original(two)).hasBinaryContent(bytes);
        assertThat(object).exists();
        assertThat(library.findings()).isEmpty();
    }

    @Test
    void the_last_purge_at_once_frees_the_object_too() {
        purge(one, Duration.ZERO);
        purge(two, Duration.ZERO);
        assertThat(object).doesNotExist();
    }

    @Test
    void a_file_in_the_trash_keeps_the_object_until_it_is_deleted() throws IOException {
        purge(one, Duration.ZERO);
        purge(two, RetentionLibrary.GRACE);
        assertThat(object).exists();
        library.clock.pass(RetentionLibrary.GRACE);
        assertThat(library.sweep.sweep().problems()).isEmpty();
        assertThat(object).doesNotExist();
        assertThat(library.trash()).isEmpty();
    }
}

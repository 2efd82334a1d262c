package io.runfolio.retention.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.artifact.ReviewAction;
import io.runfolio.bundle.ledger.RemovalScope;
import io.runfolio.files.RunfolioException;
import io.runfolio.files.StorageException;
import io.runfolio.retention.RetentionLibrary;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ledgers that are long, too large, or not on disk yet. */
class LedgerLimitsTest {
    @TempDir
    Path folder;

    private RetentionLibrary library;
    private String run;
    private Path ledger;

    @BeforeEach
    void seal() {
        library = new RetentionLibrary(folder.resolve("outputs"));
        run = library.seal("one");
        ledger = library.layout.bundle(run).resolve("ledger.jsonl");
    }

    private void grow(long bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(ledger.toFile(), "rw")) {
            file.setLength(bytes);
            file.seek(bytes - 1);
            file.write('\n');
        }
    }

    @Test
    @Timeout(60)
    void a_ledger_of_many_thousand_lines_is_read_and_continued() throws IOException {
        library.review(run, 1, ReviewAction.APPROVE);
        library.review(run, 1, ReviewAction.REOPEN);
        List<String> two = Files.readAllLines(ledger);
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            many.addAll(two);
        }
        Files.write(ledger, many);
        Map<String, String> before = library.files(run);
        before.remove("ledger.jsonl");

        PurgeOutcome outcome = library.purge(run, null, RemovalScope.BINARIES);
        assertThat(outcome.status()).isEqualTo(PurgeOutcome.Status.PURGED);
        assertThat(library.trash())
                .hasSize(outcome.removal().orElseThrow().files().size());
        library.restorer.restore(run, outcome.removal().orElseThrow().removalId(), "ann", null);

        Map<String, String> after = library.files(run);
        after.remove("ledger.jsonl");
        assertThat(after).isEqualTo(before);
        assertThat(Files.readAllLines(ledger)).hasSize(many.size() + 2).startsWith(two.get(0), two.get(1));
    }

    @Test
    void with_a_ledger_that_is_too_large_to_read_nothing_is_removed() throws IOException {
        String other = library.seal("two");
        library.purge(other, null, RemovalScope.BINARIES);
        library.purge(run, library.id(run, 1), RemovalScope.DERIVATIVES);
        grow(65L << 20);
        Map<String, String> trash = library.trash();

        assertThatThrownBy(() -> library.purge(run, null, RemovalScope.BINARIES))
                .isInstanceOf(RunfolioException.class)
                .hasMessageContaining("ledger.jsonl");
        assertThat(Files.size(ledger)).isEqualTo(65L << 20);
        assertThat(library.trash()).isEqualTo(trash);

        library.clock.pass(RetentionLibrary.GRACE);
        SweepReport report = library.sweep.sweep();
        assertThat(report.problems()).singleElement().asString().contains(run).contains("ledger.jsonl");
        assertThat(report.deleted())
                .extracting(TrashEntry::runPath)
                .as("the others")
                .containsExactly(other);
    }

    @Test
    void no_file_moves_before_its_line_is_on_disk() throws IOException {
        PurgeOrder order = library.order(run, null, RemovalScope.BINARIES);
        library.purger.purge(order);
        byte[] line = Files.readAllLines(ledger).get(0).getBytes();
        Path trash = library.layout.trash().resolve(run).resolve(order.removalId());
        Path moved = trash.resolve("original/output_01.png");
        Path place = library.layout.bundle(run).resolve("original/output_01.png");
        Files.move(moved, place); // as a process left it that was killed after its line

        FilePlacement failing = new FilePlacement(library.layout, file -> {
            assertThat(file).isEqualTo(ledger);
            assertThat(place).exists();
            throw new IOException("no flush");
        });
        assertThatThrownBy(() -> failing.apply(run, List.of(line), library.clock.instant()))
                .isInstanceOf(StorageException.class);
        assertThat(place).exists();

        List<Path> flushed = new ArrayList<>();
        new FilePlacement(library.layout, flushed::add).apply(run, List.of(line), library.clock.instant());
        assertThat(flushed).containsExactly(ledger);
        assertThat(place).doesNotExist();
        assertThat(moved).exists();
    }
}

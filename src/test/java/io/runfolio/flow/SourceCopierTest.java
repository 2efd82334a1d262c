package io.runfolio.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.runfolio.flow.SourceCopier.Copied;
import io.runfolio.flow.SourceCopier.NotCopied;
import io.runfolio.flow.SourceCopier.Result;
import io.runfolio.intake.SourceRoots;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that do not hold still while they are copied: a copy is one state of the file, whole, or there is none. */
@Timeout(120)
class SourceCopierTest {
    private static final int SIZE = 8 << 20;

    @TempDir
    Path folder;

    private Path root;
    private Path source;
    private SourceCopier copier;
    private final AtomicBoolean over = new AtomicBoolean();
    private Thread meddler;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        source = root.resolve("a.bin");
        copier = new SourceCopier(new SourceRoots(List.of(root)), 1L << 30);
    }

    @AfterEach
    void end() throws InterruptedException {
        over.set(true);
        if (meddler != null) {
            meddler.join();
        }
    }

    @Test
    void a_file_that_grows_all_the_time_is_told_as_changed_and_leaves_no_copy() throws Exception {
        Files.write(source, new byte[SIZE]);
        meddle(() -> {
            Files.write(source, new byte[1000], StandardOpenOption.APPEND);
            if (Files.size(source) > 4L * SIZE) {
                truncate(SIZE);
            }
        });
        assertChanged(copy(0));
    }

    @Test
    void a_file_that_shrinks_and_grows_again_is_told_as_changed() throws Exception {
        Files.write(source, new byte[SIZE]);
        meddle(() -> {
            truncate(SIZE / 2);
            truncate(SIZE);
        });
        assertChanged(copy(0));
    }

    @Test
    void a_file_whose_bytes_change_in_place_is_never_copied_half_old_half_new() throws Exception {
        byte[] content = new byte[SIZE];
        Files.write(source, content);
        byte[] mark = new byte[1];
        meddle(() -> {
            mark[0]++;
            try (RandomAccessFile file = new RandomAccessFile(source.toFile(), "rw")) {
                file.write(mark);
                file.seek(SIZE - 1);
                file.write(mark);
            }
        });
        for (int i = 0; i < 3; i++) {
            if (copy(i) instanceof Copied copied) {
                byte[] bytes = Files.readAllBytes(target(i));
                assertThat(bytes[0]).isEqualTo(bytes[SIZE - 1]);
                assertThat(copied.sha256()).isEqualTo(sha256(bytes));
            }
        }
    }

    @Test
    void a_file_that_others_replace_by_renames_is_copied_as_one_of_them() throws Exception {
        byte[] one = filled(1);
        byte[] two = filled(2);
        Files.write(source, one);
        boolean[] turn = {false};
        meddle(() -> {
            turn[0] = !turn[0];
            Path fresh = Files.write(folder.resolve("fresh"), turn[0] ? two : one);
            Files.move(fresh, source, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        });
        for (int i = 0; i < 3; i++) {
            if (copy(i) instanceof Copied) {
                byte[] bytes = Files.readAllBytes(target(i));
                assertThat(Arrays.equals(bytes, one) || Arrays.equals(bytes, two))
                        .isTrue();
            }
        }
    }

    @Test
    void a_file_that_vanishes_is_missing_or_copied_whole() throws Exception {
        byte[] content = filled(3);
        meddle(() -> {
            Path fresh = Files.write(folder.resolve("fresh"), content);
            Files.move(fresh, source, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(source);
        });
        for (int i = 0; i < 20; i++) {
            Result result = copy(i);
            if (result instanceof NotCopied not) {
                assertThat(not.problem().code()).isIn("missing", "source_changed");
                assertThat(target(i)).doesNotExist();
            } else {
                assertThat(target(i)).hasBinaryContent(content);
            }
        }
    }

    @Test
    void a_link_swapped_in_for_the_file_or_its_folder_never_leads_out() throws Exception {
        Path secret = Files.createDirectory(folder.resolve("elsewhere"));
        Files.write(secret.resolve("x"), "secret".getBytes());
        Path inside = Files.createDirectory(root.resolve("in"));
        Files.write(inside.resolve("x"), "inside".getBytes());
        Path spare = root.resolve("spare");
        meddle(() -> {
            Files.move(inside, spare);
            Files.createSymbolicLink(inside, secret);
            Files.delete(inside);
            Files.move(spare, inside);
            Files.move(inside.resolve("x"), inside.resolve("y"));
            Files.createSymbolicLink(inside.resolve("x"), secret.resolve("x"));
            Files.delete(inside.resolve("x"));
            Files.move(inside.resolve("y"), inside.resolve("x"));
        });
        for (int i = 0; i < 400; i++) {
            if (copier.copy("in/x", target(i)) instanceof Copied) {
                assertThat(target(i)).hasContent("inside");
                Files.delete(target(i));
            } else {
                assertThat(target(i)).doesNotExist();
            }
        }
    }

    /** The swap is made again and again; a pipe that was opened would hold the thread for ever, or give bytes that no file had. */
    @Test
    void a_pipe_swapped_in_for_the_file_holds_nobody_and_gives_nothing() throws Exception {
        Path pipe = folder.resolve("pipe");
        assumeThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Path file = Files.write(folder.resolve("file"), "content".getBytes());
        Files.createLink(source, file);
        // both ends open: to open it never waits, and a read would wait for ever
        try (FileChannel ends = FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            meddle(() -> {
                swapIn(pipe);
                swapIn(file);
            });
            for (int i = 0; i < 400; i++) {
                if (copier.copy("a.bin", target(i)) instanceof Copied) {
                    assertThat(target(i)).hasContent("content");
                    Files.delete(target(i));
                } else {
                    assertThat(target(i)).doesNotExist();
                }
            }
            assertThat(ends.isOpen()).isTrue();
        }
    }

    @Test
    void an_empty_file_is_copied_as_one() throws Exception {
        Files.createFile(source);
        assertThat(copy(0)).isEqualTo(new Copied(0, sha256(new byte[0])));
        assertThat(target(0)).isEmptyFile();
    }

    private void swapIn(Path what) throws IOException {
        Path fresh = folder.resolve("fresh-link");
        Files.createLink(fresh, what);
        Files.move(fresh, source, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(fresh);
    }

    private void truncate(long size) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(source.toFile(), "rw")) {
            file.setLength(size);
        }
    }

    private interface Meddling {
        void once() throws IOException;
    }

    private void meddle(Meddling meddling) {
        meddler = new Thread(() -> {
            while (!over.get()) {
                try {
                    meddling.once();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        });
        meddler.start();
    }

    private Result copy(int i) {
        return copier.copy("a.bin", target(i));
    }

    private void assertChanged(Result result) {
        assertThat(result).isInstanceOf(NotCopied.class);
        assertThat(((NotCopied) result).problem().code()).isEqualTo("source_changed");
        assertThat(target(0)).doesNotExist();
    }

    private Path target(int i) {
        return folder.resolve("copy-" + i);
    }

    private static byte[] filled(int with) {
        byte[] bytes = new byte[SIZE / 4];
        Arrays.fill(bytes, (byte) with);
        return bytes;
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}

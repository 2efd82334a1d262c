package io.runfolio.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.runfolio.intake.SourceRoots;
import io.runfolio.run.EventOrigin;
import io.runfolio.work.SourceCopier.Copied;
import io.runfolio.work.SourceCopier.NotCopied;
import io.runfolio.work.SourceCopier.Result;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests files that change while they are copied. A copy is one state of the file, whole, or there is none. */
@Timeout(120)
class SourceCopierTest {
    private static final int SIZE = 8 << 20;
    private static final EventOrigin EVENT = new EventOrigin("studio/1", "aa");

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
    void a_file_that_grows_under_every_copy_is_source_changed_and_leaves_none() throws Exception {
        Files.write(source, new byte[SIZE]);
        Result result =
                copyWithStep(read -> read == 2, () -> Files.write(source, new byte[1000], StandardOpenOption.APPEND));
        assertChanged(result);
    }

    @Test
    void a_file_that_shrinks_and_grows_again_is_source_changed() throws Exception {
        Files.write(source, new byte[SIZE]);
        Result result = copyWithStep(read -> read == 2, () -> {
            truncate(SIZE / 2);
            truncate(SIZE);
        });
        assertChanged(result);
    }

    @Test
    void a_file_that_shrank_once_is_copied_as_it_is_by_the_second_try() throws Exception {
        Files.write(source, new byte[SIZE]);
        Result result = copyWithStep(once(), () -> truncate(SIZE / 64));
        byte[] rest = new byte[SIZE / 64];
        assertThat(result).isEqualTo(new Copied(rest.length, sha256(rest)));
        assertThat(target(0)).hasBinaryContent(rest);
    }

    @Test
    void a_file_that_grew_once_is_copied_whole_by_the_second_try() throws Exception {
        Files.write(source, new byte[SIZE]);
        Result result = copyWithStep(once(), () -> Files.write(source, filled(7), StandardOpenOption.APPEND));
        byte[] whole = Files.readAllBytes(source);
        assertThat(whole).hasSize(SIZE + SIZE / 4);
        assertThat(result).isEqualTo(new Copied(whole.length, sha256(whole)));
        assertThat(target(0)).hasBinaryContent(whole);
    }

    @Test
    void a_file_whose_bytes_change_in_place_is_never_copied_half_old_half_new() throws Exception {
        Files.write(source, new byte[SIZE]);
        // older than the clock tick of the change, as a file system may keep times in steps of some milliseconds
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().minusSeconds(10)));
        Result result = copyWithStep(once(), () -> {
            try (RandomAccessFile file = new RandomAccessFile(source.toFile(), "rw")) {
                file.write(1);
                file.seek(SIZE - 1);
                file.write(1);
            }
        });
        byte[] changed = new byte[SIZE];
        changed[0] = 1;
        changed[SIZE - 1] = 1;
        assertThat(result).isEqualTo(new Copied(SIZE, sha256(changed)));
        assertThat(target(0)).hasBinaryContent(changed);
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
            if (copier.copy("in/x", EVENT, target(i)) instanceof Copied) {
                assertThat(target(i)).hasContent("inside");
                Files.delete(target(i));
            } else {
                assertThat(target(i)).doesNotExist();
            }
        }
    }

    /** Repeats the swap. A pipe that was opened would hold the thread for ever, or give bytes that no file had. */
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
                if (copier.copy("a.bin", EVENT, target(i)) instanceof Copied) {
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

    /**
     * Copies while a step is run between two reads of the same copy.
     *
     * @param when the number of the read, counted from 1 in each try, before which the step is run
     */
    private Result copyWithStep(IntPredicate when, Meddling step) {
        return new SourceCopier(
                        new SourceRoots(List.of(root)), 1L << 30, channel -> new SteppedChannel(channel, when, step))
                .copy("a.bin", EVENT, target(0));
    }

    /** Chooses the second read of the first try, when half of one state of the file has been copied. */
    private static IntPredicate once() {
        boolean[] done = {false};
        return read -> {
            boolean now = read == 2 && !done[0];
            done[0] |= now;
            return now;
        };
    }

    private static final class SteppedChannel implements ReadableByteChannel {
        private final ReadableByteChannel channel;
        private final IntPredicate when;
        private final Meddling step;
        private int reads;

        SteppedChannel(ReadableByteChannel channel, IntPredicate when, Meddling step) {
            this.channel = channel;
            this.when = when;
            this.step = step;
        }

        @Override
        public int read(ByteBuffer buffer) throws IOException {
            reads++;
            if (when.test(reads)) {
                step.once();
            }
            return channel.read(buffer);
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private Result copy(int i) {
        return copier.copy("a.bin", EVENT, target(i));
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

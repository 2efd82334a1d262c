package io.runfolio;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * An ext4 file system, with its journal, on a file. The file holds what the disk has been given; what is only in the
 * mounted file system's memory is not in it. So a copy of the file is what a disk has after the power was cut.
 */
final class LoopDisk implements AutoCloseable {
    private final Path image;
    private final Path folder;

    private LoopDisk(Path image, Path folder) {
        this.image = image;
        this.folder = folder;
    }

    /** Makes and mounts a disk; empty where that is not possible or not allowed. */
    static Optional<LoopDisk> create(Path image, Path folder, int mebibytes) {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength((long) mebibytes << 20);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Programs.succeeds("mkfs.ext4", "-q", "-F", image.toString()) ? mount(image, folder) : Optional.empty();
    }

    /** Makes and mounts a disk with XFS, which has clones; empty where that is not possible or not allowed. */
    static Optional<LoopDisk> createXfs(Path image, Path folder) {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(400L << 20); // the least that XFS accepts is 300 MiB; the file is sparse
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Programs.succeeds("mkfs.xfs", "-q", "-m", "reflink=1", image.toString())
                        && Programs.succeeds("mount", "-t", "xfs", "-o", "loop", image.toString(), folder.toString())
                ? Optional.of(new LoopDisk(image, folder))
                : Optional.empty();
    }

    /** Mounts a disk; the file system puts itself in order by its journal, as after a power cut. */
    static Optional<LoopDisk> mount(Path image, Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Programs.succeeds("mount", "-t", "ext4", "-o", "loop", image.toString(), folder.toString())
                ? Optional.of(new LoopDisk(image, folder))
                : Optional.empty();
    }

    Path folder() {
        return folder;
    }

    /** Forces everything that was written so far. */
    void sync() {
        Programs.succeeds("sync", "-f", folder.toString());
    }

    /**
     * Copies the disk, again until it did not change during the copy. Stop its writers before.
     *
     * @return the number of repeated copies
     */
    int copyTo(Path target) {
        return IntStream.rangeClosed(1, 200)
                .filter(attempt -> {
                    List<String> before = writes();
                    boolean idle = before.get(1).equals("0");
                    return idle
                            && Programs.succeeds("cp", "--sparse=always", image.toString(), target.toString())
                            && before.equals(writes());
                })
                .findFirst()
                .orElseThrow(() -> new AssertionError("the disk never came to rest"));
    }

    /** Writes that the disk has done, and how many requests are under way. */
    private List<String> writes() {
        try {
            String source = output("findmnt", "-n", "-o", "SOURCE", folder.toString());
            String device = Path.of(source.strip()).getFileName().toString();
            String[] counts = Files.readString(Path.of("/sys/block", device, "stat"))
                    .strip()
                    .split("\\s+");
            return List.of(counts[4], counts[8]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (!Programs.succeeds("umount", folder.toString())) {
            Programs.succeeds("umount", "-l", folder.toString());
        }
        try {
            Files.deleteIfExists(image);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String output(String... command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}

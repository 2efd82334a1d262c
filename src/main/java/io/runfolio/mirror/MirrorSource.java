package io.runfolio.mirror;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.RunFolder;
import io.runfolio.files.RegularFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.index.ReviewLogs;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Files of a bundle at one moment.
 *
 * @param runPath path of the bundle below the outputs folder
 * @param root its folder
 * @param files its files, in the order in which they are sent
 * @param folders paths of its folders
 */
record MirrorSource(String runPath, Path root, List<SourceFile> files, List<String> folders) {
    /** Run path under which the share links are mirrored. */
    static final String SHARES = ".runfolio/shares";

    /** Kinds of files, in the order in which they are sent. */
    enum Rank {
        ORIGINAL,
        DERIVATIVE,
        RECORD,
        CHANGES,
        RUN
    }

    /**
     * A file.
     *
     * @param path path in the bundle
     * @param bytes bytes to send, from the start
     * @param modified time of its last change
     */
    record SourceFile(String path, long bytes, String modified) {
        Rank rank() {
            if (path.equals(RunFolder.RUN_RECORD)) {
                return Rank.RUN;
            }
            if (path.startsWith("original/") || path.startsWith("inputs/")) {
                return Rank.ORIGINAL;
            }
            if (path.startsWith("web/") || path.startsWith("thumb/")) {
                return Rank.DERIVATIVE;
            }
            return path.equals(RunFolder.LEDGER) ? Rank.CHANGES : Rank.RECORD;
        }
    }

    /**
     * Looks at a bundle. The size of its ledger is taken first, under the ledger's lock: whatever these lines speak of
     * is on disk then.
     *
     * @return empty if there is no such bundle
     */
    static Optional<MirrorSource> ofBundle(BundleLayout layout, ReviewLogs ledgers, String runPath) {
        String runId = runPath.substring(runPath.lastIndexOf('/') + 1);
        if (!layout.store().isSealed(runPath)) {
            return Optional.empty();
        }
        Path root = layout.bundle(runPath);
        Optional<SourceFile> ledger = ledgers.with(runId, () -> file(root, new RunFolder(root).reviewLog()));
        return Optional.of(of(runPath, root, ledger));
    }

    /** Looks at the folder of the share links. */
    static Optional<MirrorSource> ofShares(BundleLayout layout) {
        Path root = layout.shares();
        return Files.isDirectory(root) ? Optional.of(of(SHARES, root, Optional.empty())) : Optional.empty();
    }

    private static MirrorSource of(String runPath, Path root, Optional<SourceFile> ledger) {
        List<SourceFile> files = new ArrayList<>();
        List<String> folders = new ArrayList<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                String name = root.relativize(path).toString().replace(File.separatorChar, '/');
                if (RegularFiles.exists(path)) {
                    boolean isLedger = name.equals(RunFolder.LEDGER) && ledger.isPresent();
                    if (!isLedger && !isBeingWritten(path)) {
                        file(root, path).ifPresent(files::add);
                    }
                } else if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) && !name.isEmpty()) {
                    folders.add(name);
                }
            }
        } catch (UncheckedIOException e) {
            throw StorageErrors.translate(e.getCause(), root + " could not be read");
        } catch (IOException e) {
            throw StorageErrors.translate(e, root + " could not be read");
        }
        ledger.ifPresent(files::add);
        files.sort(Comparator.comparing(SourceFile::rank).thenComparing(SourceFile::path));
        folders.sort(Comparator.naturalOrder());
        return new MirrorSource(runPath, root, List.copyOf(files), List.copyOf(folders));
    }

    /** Returns whether a file is the new version of another that one rename will put in its place. */
    private static boolean isBeingWritten(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(".")
                && name.endsWith(".new")
                && name.length() > 5
                && Files.exists(file.resolveSibling(name.substring(1, name.length() - 4)));
    }

    private static Optional<SourceFile> file(Path root, Path file) {
        try {
            BasicFileAttributes found =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return Optional.of(new SourceFile(
                    root.relativize(file).toString().replace(File.separatorChar, '/'),
                    found.size(),
                    found.lastModifiedTime().toInstant().toString()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " could not be read");
        }
    }
}

package io.runfolio.artifact.transfer;

import io.runfolio.bundle.BundleChecksums;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.RunFolder;
import io.runfolio.bundle.ledger.BundleLedger;
import io.runfolio.bundle.ledger.NotesEntry;
import io.runfolio.files.PathResolver;
import io.runfolio.files.RegularFiles;
import io.runfolio.json.RecordMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Comparison of an arriving copy of a bundle with the bundle here, whose ledger may have grown since.
 *
 * @param arriving folder of the copy
 * @param here folder of the bundle
 * @param files resolves paths of its files
 */
record BundleTwin(Path arriving, Path here, PathResolver files) {

    /**
     * Returns whether each file of the copy is here with the same bytes, or the ledger explains why not.
     *
     * <p>It was removed, a redo replaced it, or the notes were written since.
     */
    boolean isSame() throws IOException {
        Set<String> replaced = BundleReader.replaced(new RunFolder(here));
        for (Path file : BundleCopy.files(arriving)) {
            String path = path(file);
            boolean isSame = files.resolve(path).isFile()
                    ? isSame(path, file)
                    : ReturnedFiles.canReturn(here, path, file) || replaced.contains(path) && isSealed(path, file);
            if (!isSame) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether the copy has files that were removed from the bundle here. */
    boolean hasRemovedFiles() throws IOException {
        for (Path file : BundleCopy.files(arriving)) {
            if (!files.resolve(path(file)).isFile() && ReturnedFiles.canReturn(here, path(file), file)) {
                return true;
            }
        }
        return false;
    }

    private String path(Path file) {
        return arriving.relativize(file).toString().replace('\\', '/');
    }

    private boolean isSame(String path, Path file) throws IOException {
        RunFolder ours = new RunFolder(here);
        Path twin = here.resolve(path);
        if (twin.equals(ours.reviewLog())) {
            return begins(twin, file);
        }
        return Files.mismatch(file, twin) < 0 || twin.equals(ours.notes()) && isOlderNotes(ours, path, file);
    }

    /** Returns whether notes are as sealed or as a ledger line had them, and the ledger has newer ones. */
    private boolean isOlderNotes(RunFolder ours, String path, Path file) throws IOException {
        BundleLedger ledger = BundleLedger.read(ours.reviewLog());
        if (ledger.notes().isEmpty()) {
            return false;
        }
        String sum = BundleChecksums.sha256(file);
        Stream<String> known = ledger.notes().stream().map(NotesEntry::sha256);
        return isSealed(path, file) || known.anyMatch(sum::equals);
    }

    /** Returns whether a file has the checksum of its path at sealing. */
    private boolean isSealed(String path, Path file) throws IOException {
        RunFolder ours = new RunFolder(here);
        return RegularFiles.exists(ours.checksums())
                && BundleChecksums.sha256(file)
                        .equals(BundleChecksums.read(ours).byPath().get(path));
    }

    private static boolean begins(Path ledger, Path with) throws IOException {
        byte[] whole = RegularFiles.read(ledger, RecordMapper.MAX_FILE_BYTES);
        byte[] begin = RegularFiles.read(with, RecordMapper.MAX_FILE_BYTES);
        return whole.length >= begin.length && Arrays.equals(whole, 0, begin.length, begin, 0, begin.length);
    }
}

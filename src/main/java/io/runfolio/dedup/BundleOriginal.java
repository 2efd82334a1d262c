package io.runfolio.dedup;

import io.runfolio.files.FileIdentity;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Original of a bundle, with the facts about its bytes on disk.
 *
 * @param runPath the bundle, relative to the outputs folder
 * @param path the file, relative to the bundle
 * @param file the file
 * @param project project of the run; empty if it has none
 * @param sha256 checksum in the record; empty if it has none
 * @param identity identity of the file
 * @param mark valid mark of a clone
 */
record BundleOriginal(
        String runPath,
        String path,
        Path file,
        String project,
        Optional<String> sha256,
        FileIdentity identity,
        Optional<CloneMark> mark) {

    /** Returns a key that originals which share their bytes have in common. */
    Object bytesKey() {
        return mark.<Object>map(found -> found.sha256() + " " + found.group()).orElse(identity.key());
    }

    /** Returns the path relative to the outputs folder. */
    String name() {
        return runPath + "/" + path;
    }
}

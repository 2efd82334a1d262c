package io.runfolio.store;

import io.runfolio.files.PathResolver.FetchableFiles;
import io.runfolio.store.object.LinkOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Sealed bundles and their files.
 *
 * <p>A bundle is identified by its run path, {@code <day>/<run id>}, a file in it by a relative path with {@code /}. A
 * bundle is sealed as a whole; afterwards files are added or deleted, and {@code notes.md} is replaced. Methods throw
 * {@link io.runfolio.files.StorageException} if the store cannot be used. Implementations are safe for use by several
 * threads and processes.
 */
public interface BundleStore {
    /** Returns the names of the day folders, ascending; none if the store does not exist yet. */
    List<String> days();

    /** Returns the run paths of a day, ascending. Entries that are not sealed bundles are included. */
    List<String> list(String day);

    /** Returns the run path of a sealed bundle. */
    Optional<String> find(String runId);

    /** Returns whether a sealed bundle has this run path. */
    boolean isSealed(String runPath);

    /** Returns whether a run path is taken, by a sealed bundle or by anything else. */
    boolean exists(String runPath);

    /**
     * Returns a folder with the files of a bundle, for reading; empty if absent or it is a link. A store on another
     * machine may return a copy.
     */
    Optional<Path> folder(String runPath);

    /** Returns the paths of all regular files of a bundle, ascending. */
    List<String> files(String runPath);

    /** Returns whether this host has all files of all bundles. */
    default boolean hasAllFiles() {
        return true;
    }

    /** Returns the files that this host may lack, and fetches when they are read; none by default. */
    default FetchableFiles fetchable(String runPath) {
        return FetchableFiles.NONE;
    }

    /**
     * Returns a link to a file for clients; empty if only this host serves it.
     *
     * @param path a path of a file that exists
     */
    default Optional<FileLink> link(String runPath, String path, LinkOptions options) {
        return Optional.empty();
    }

    /** Returns the origin of all links, such as {@code https://bucket.s3.example}. */
    default Optional<String> linkOrigin() {
        return Optional.empty();
    }

    /**
     * Opens a file.
     *
     * @throws java.nio.file.NoSuchFileException if there is no such file
     * @throws IOException if the path leaves the bundle, is not a regular file, or cannot be read
     */
    InputStream open(String runPath, String path) throws IOException;

    /**
     * Sends the files of a bundle that will be sealed to where others can fetch them.
     *
     * <p>It comes before {@link #seal}, and does nothing where a rename is enough.
     *
     * @param staged folder with all files of the bundle, flushed to disk; unchanged afterwards
     * @param runPath a run path that is not taken
     */
    default void prepare(Path staged, String runPath) {}

    /** Removes what was sent of a bundle that will not be sealed. */
    default void discard(String runPath) {}

    /**
     * Brings a sealed bundle to this host if it is not here; returns whether it is here now.
     *
     * @param runPath its run path
     */
    default boolean fetch(String runPath) {
        return isSealed(runPath);
    }

    /**
     * Makes a bundle visible as a whole. When this returns, it survives a power cut; when it throws, it is not visible
     * and the staged folder is unchanged.
     *
     * @param staged folder with all files of the bundle, flushed to disk; it is gone afterwards
     * @param runPath a run path that is not taken
     */
    void seal(Path staged, String runPath);

    /**
     * Adds a file to a sealed bundle. When this returns, it survives a power cut.
     *
     * @param file a file that is flushed to disk; it is gone afterwards
     * @param path a path in the bundle that is not taken
     */
    void add(Path file, String runPath, String path);

    /**
     * Replaces a file as a whole, or adds it. Only files that follow from others are ever replaced. When this returns,
     * it survives a power cut; when it throws, the old file is there.
     */
    void replace(String runPath, String path, byte[] bytes);

    /** Deletes a file of a bundle if it exists. */
    void delete(String runPath, String path);
}

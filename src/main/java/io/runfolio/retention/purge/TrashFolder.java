package io.runfolio.retention.purge;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.ledger.Removal;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.PathResolver;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageException;
import io.runfolio.files.StorageRoots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Folder of a removal in the trash, {@code .runfolio/trash/<run path>/<removal id>/}.
 *
 * <p>It is created before the purge line and removed when nothing is left to do, so that it also marks a removal of
 * this outputs folder: a purge line without it, as in an imported ledger, moves and deletes nothing. No link is
 * followed, neither here nor in the bundle.
 */
final class TrashFolder {
    private final Path trash;
    private final Path folder;
    private final PathResolver files;
    private final PathResolver bundle;

    private TrashFolder(BundleLayout layout, String runPath, String removalId) {
        this.trash = layout.trash();
        this.folder = trash.resolve(runPath).resolve(removalId);
        this.files = new PathResolver(folder);
        this.bundle = new PathResolver(layout.bundle(runPath));
    }

    /** Returns the folder of a removal, which may be missing. */
    static TrashFolder of(BundleLayout layout, String runPath, String removalId) {
        if (!Removal.isId(removalId) || PathResolver.refusal(runPath).isPresent()) {
            throw new IllegalArgumentException(removalId + " of " + runPath + " is not a removal");
        }
        return new TrashFolder(layout, runPath, removalId);
    }

    /** Returns the ids of removals that have a folder, of a run. */
    static List<String> ids(BundleLayout layout, String runPath) {
        return children(layout.trash().resolve(runPath)).stream()
                .filter(Removal::isId)
                .toList();
    }

    /** Returns the run paths that have a folder in the trash. */
    static List<String> runPaths(BundleLayout layout) {
        List<String> paths = new ArrayList<>();
        for (String day : children(layout.trash())) {
            children(layout.trash().resolve(day)).forEach(run -> paths.add(day + "/" + run));
        }
        return paths;
    }

    private static List<String> children(Path folder) {
        List<String> names = new ArrayList<>();
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return names;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    names.add(entry.getFileName().toString());
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return names;
        } catch (IOException e) {
            throw StorageErrors.translate(e, folder + " could not be read");
        }
        names.sort(Comparator.naturalOrder());
        return names;
    }

    /** Returns whether the folder is there. A link to one does not count. */
    boolean exists() {
        return new PathResolver(trash)
                        .resolve(trash.relativize(folder).toString().replace('\\', '/'))
                        .status()
                == PathResolver.Status.FOLDER;
    }

    /** Refuses a copy that lacks files, as nothing could be said of them. */
    static void checkFiles(BundleLayout layout) {
        if (!layout.store().hasAllFiles()) {
            throw new StorageException(
                    "This host has copies of records only: purge and restore where runfolio.store.copy is whole", null);
        }
    }

    /** Creates the folder durably. */
    void create() {
        try {
            StorageRoots.createFolders(folder);
            for (Path at = folder; !at.equals(trash.getParent()); at = at.getParent()) {
                DurableFiles.forceFolder(at.getParent());
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, folder + " could not be created");
        }
        if (!exists()) {
            throw new StorageException(folder + " is not a folder below the trash: remove the link", null);
        }
    }

    /** Returns whether a file is in the trash. */
    boolean has(String path) {
        return exists() && files.resolve(path).isFile();
    }

    /** Returns a file in the trash; empty if it is not there. */
    Optional<Path> file(String path) {
        return exists() ? files.file(path) : Optional.empty();
    }

    /** Moves a file of the bundle into the trash, if it is there and not here. */
    boolean take(String path) {
        return move(bundle.resolve(path), files.resolve(path), "could not be moved to the trash");
    }

    /** Moves a file back into the bundle, if it is here and not there. */
    boolean giveBack(String path) {
        return move(files.resolve(path), bundle.resolve(path), "could not be moved back into the bundle");
    }

    private boolean move(PathResolver.Resolved from, PathResolver.Resolved to, String failure) {
        if (!from.isFile() || to.status() != PathResolver.Status.MISSING) {
            return false;
        }
        try {
            StorageRoots.createFolders(to.path().getParent());
            DurableFiles.moveWithoutReplacing(from.path(), to.path());
            for (Path at = to.path().getParent(); at.startsWith(folder); at = at.getParent()) {
                DurableFiles.forceFolder(at); // each may be new
            }
            DurableFiles.forceFolder(to.path().getParent());
            DurableFiles.forceFolder(from.path().getParent());
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw StorageErrors.translate(e, from.path() + " " + failure);
        }
    }

    /** Deletes a file from the trash. */
    boolean delete(String path) {
        return delete(files.resolve(path));
    }

    /** Deletes a file from the bundle. */
    boolean deleteFromBundle(String path) {
        return delete(bundle.resolve(path));
    }

    private static boolean delete(PathResolver.Resolved found) {
        if (!found.isFile()) {
            return false;
        }
        try {
            boolean deleted = Files.deleteIfExists(found.path());
            DurableFiles.forceFolder(found.path().getParent());
            return deleted;
        } catch (IOException e) {
            throw StorageErrors.translate(e, found.path() + " could not be deleted");
        }
    }

    /** Returns the paths of the regular files in the folder. */
    List<String> paths() {
        if (!exists()) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageErrors.translate(e, folder + " could not be read");
        } catch (UncheckedIOException e) {
            throw StorageErrors.translate(e.getCause(), folder + " could not be read");
        }
    }

    /** Returns the file in the bundle; the caller checks that it is one. */
    PathResolver.Resolved inBundle(String path) {
        return bundle.resolve(path);
    }

    /** Removes the folder, and those of the run and the day, if no file is left in them. */
    void removeIfEmpty() {
        if (!exists()) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path entry : all.sorted(Comparator.reverseOrder()).toList()) {
                if (!Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    return;
                }
                Files.deleteIfExists(entry);
            }
            Files.deleteIfExists(folder.getParent());
            Files.deleteIfExists(folder.getParent().getParent());
        } catch (DirectoryNotEmptyException | NoSuchFileException e) {
            return; // another removal, or a file that no ledger names
        } catch (IOException e) {
            throw StorageErrors.translate(e, folder + " could not be removed");
        } catch (UncheckedIOException e) {
            throw StorageErrors.translate(e.getCause(), folder + " could not be removed");
        }
    }
}

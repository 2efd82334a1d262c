package io.runfolio.store.local;

import io.runfolio.files.DurableFiles;
import io.runfolio.files.PathResolver;
import io.runfolio.files.RegularFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageException;
import io.runfolio.files.StorageRoots;
import io.runfolio.store.BundleStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Bundles as folders below the outputs folder. Sealing is one rename, so staging must be on the same file system. */
public final class LocalBundleStore implements BundleStore {
    private static final Pattern STAMPED_ID = Pattern.compile("\\d{8}_.*");
    private static final Pattern FOLDER_NAME = Pattern.compile("[^/\\\\\\x00.][^/\\\\\\x00]*");

    private final Path outputs;
    private final PathResolver resolver;
    /** Day folders whose names are known to be flushed. */
    private final Set<Path> durableDays = ConcurrentHashMap.newKeySet();

    /** @param outputs the folder of the bundles, absolute */
    public LocalBundleStore(Path outputs) {
        this.outputs = outputs;
        this.resolver = new PathResolver(outputs);
    }

    /** Returns whether a folder is a complete bundle. A link to one is not. */
    public static boolean isBundle(Path folder) {
        return RegularFiles.exists(folder.resolve("run.json"))
                && RegularFiles.exists(folder.resolve("manifest.json"))
                && !Files.isSymbolicLink(folder);
    }

    @Override
    public List<String> days() {
        if (Files.isRegularFile(outputs)) {
            throw new StorageException(outputs + " is a file: name the folder of the bundles with --outputs", null);
        }
        return children(outputs);
    }

    @Override
    public List<String> list(String day) {
        return children(outputs.resolve(day)).stream()
                .map(name -> day + "/" + name)
                .toList();
    }

    @Override
    public Optional<String> find(String runId) {
        if (!FOLDER_NAME.matcher(runId).matches()) {
            return Optional.empty();
        }
        // the day of an id is right for all bundles but adopted ones, and saves the listing
        return dayOf(runId).map(day -> day + "/" + runId).filter(this::isSealed).or(() -> days().stream()
                .map(day -> day + "/" + runId)
                .filter(this::isSealed)
                .findFirst());
    }

    private static Optional<String> dayOf(String runId) {
        return STAMPED_ID.matcher(runId).matches()
                ? Optional.of(runId.substring(0, 4) + "-" + runId.substring(4, 6) + "-" + runId.substring(6, 8))
                : Optional.empty();
    }

    @Override
    public boolean isSealed(String runPath) {
        return isBundle(path(runPath));
    }

    @Override
    public boolean exists(String runPath) {
        return Files.exists(path(runPath), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public Optional<Path> folder(String runPath) {
        return resolver.folder(runPath);
    }

    @Override
    public List<String> files(String runPath) {
        Optional<Path> folder = folder(runPath);
        if (folder.isEmpty()) {
            return List.of();
        }
        Path bundle = folder.get();
        try (Stream<Path> all = Files.walk(bundle)) {
            return all.filter(RegularFiles::exists)
                    .map(file -> bundle.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageErrors.translate(e, bundle + " could not be read");
        } catch (UncheckedIOException e) {
            throw StorageErrors.translate(e.getCause(), bundle + " could not be read");
        }
    }

    @Override
    public InputStream open(String runPath, String path) throws IOException {
        return new PathResolver(path(runPath)).open(path);
    }

    @Override
    public void seal(Path staged, String runPath) {
        Path visible = path(runPath);
        Path day = visible.getParent();
        try {
            createDay(day);
            DurableFiles.moveAtomically(staged, visible);
            flushOrUndo(day, staged, visible);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The bundle " + runPath + " could not be sealed");
        }
    }

    private void createDay(Path day) throws IOException {
        if (!durableDays.contains(day) || Files.notExists(day)) {
            StorageRoots.createFolders(day);
            DurableFiles.forceFolder(outputs);
            durableDays.add(day);
        }
    }

    /** Hides a bundle again that is not known to be on disk: its run is processed again. */
    private static void flushOrUndo(Path day, Path staged, Path visible) throws IOException {
        try {
            DurableFiles.forceFolder(day);
        } catch (IOException e) {
            DurableFiles.moveAtomically(visible, staged);
            throw e;
        }
    }

    @Override
    public void add(Path file, String runPath, String path) {
        try {
            Path target = resolve(runPath, path);
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(target.toString());
            }
            StorageRoots.createFolders(target.getParent());
            DurableFiles.moveAtomically(file, target);
            DurableFiles.forceFolder(target.getParent());
        } catch (IOException e) {
            throw StorageErrors.translate(e, path + " could not be added to " + runPath);
        }
    }

    @Override
    public void replace(String runPath, String path, byte[] bytes) {
        try {
            Path target = resolve(runPath, path);
            Path part = target.resolveSibling("." + target.getFileName() + ".new");
            Files.deleteIfExists(part); // of a process that was killed
            DurableFiles.replace(target, part, bytes);
        } catch (IOException e) {
            throw StorageErrors.translate(e, path + " of " + runPath + " could not be replaced");
        }
    }

    @Override
    public void delete(String runPath, String path) {
        try {
            Files.deleteIfExists(resolve(runPath, path));
        } catch (IOException e) {
            throw StorageErrors.translate(e, path + " of " + runPath + " could not be deleted");
        }
    }

    private Path resolve(String runPath, String path) throws IOException {
        PathResolver.Resolved found = new PathResolver(path(runPath)).resolve(path);
        if (found.status() != PathResolver.Status.FILE && found.status() != PathResolver.Status.MISSING) {
            throw new IOException(path + " is not a file of a bundle: " + found.reason());
        }
        return found.path();
    }

    private Path path(String runPath) {
        return outputs.resolve(runPath);
    }

    private static List<String> children(Path folder) {
        TreeSet<String> names = new TreeSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (!name.startsWith(".")) {
                    names.add(name);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw StorageErrors.translate(e.getCause(), folder + " could not be read");
        } catch (IOException e) {
            throw StorageErrors.translate(e, folder + " could not be read");
        }
        return List.copyOf(names);
    }
}

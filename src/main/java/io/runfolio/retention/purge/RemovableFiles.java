package io.runfolio.retention.purge;

import io.runfolio.artifact.RunView;
import io.runfolio.bundle.BundleChecksums;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.RedoneOutput;
import io.runfolio.bundle.RunFolder;
import io.runfolio.bundle.ledger.RemovalScope;
import io.runfolio.bundle.ledger.RemovedFile;
import io.runfolio.files.PathResolver;
import io.runfolio.files.RegularFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.run.AssetRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Files of a bundle that a scope takes: regular files that exist, with the facts of the records.
 *
 * <p>Derivatives never include an original, and the files of an artifact never include one that another output names.
 */
public final class RemovableFiles {
    private final BundleLayout layout;
    private final BundleReader reader;

    public RemovableFiles(BundleLayout layout) {
        this.layout = layout;
        this.reader = new BundleReader(layout);
    }

    /**
     * Returns the files in the order of their paths.
     *
     * @param artifactId the artifact; null for the whole run
     * @param keepThumb whether thumbs and posters are left out
     */
    public List<RemovedFile> of(RunView run, String artifactId, RemovalScope scope, boolean keepThumb) {
        Path bundle = layout.bundle(run.runPath());
        AssetFiles all = AssetFiles.of(assets(bundle, run, null));
        AssetFiles wanted = artifactId == null ? all : AssetFiles.of(assets(bundle, run, artifactId));
        Map<String, RemovedFile> found = new LinkedHashMap<>();
        if (scope != RemovalScope.DERIVATIVES) {
            found.putAll(wanted.originals());
        }
        if (scope != RemovalScope.ORIGINALS) {
            wanted.derivatives().forEach((path, file) -> {
                if (!all.originals().containsKey(path) && !all.inputs().containsKey(path)) {
                    found.putIfAbsent(path, file);
                }
            });
        }
        if (artifactId == null && scope.compareTo(RemovalScope.BINARIES) >= 0) {
            all.inputs().forEach(found::putIfAbsent);
        }
        if (scope == RemovalScope.BUNDLE) {
            others(bundle, run.runPath()).forEach(found::putIfAbsent);
        }
        if (artifactId != null) {
            found.keySet().removeAll(namedByOthers(bundle, run, artifactId));
        }
        if (keepThumb) {
            found.keySet().removeAll(all.thumbs());
        }
        return existing(bundle, found);
    }

    /** Returns every record of the outputs of an artifact or the run: as sealed, and after each redo. */
    private List<AssetFiles.Named> assets(Path bundle, RunView run, String artifactId) {
        Set<Integer> positions = new LinkedHashSet<>();
        if (artifactId == null) {
            IntStream.rangeClosed(1, run.run().outputs().size()).forEach(positions::add);
        }
        run.artifacts().stream()
                .filter(artifact -> artifact.record().id().equals(artifactId))
                .forEach(artifact -> positions.add(artifact.position()));
        List<AssetRecord> sealed = BundleReader.sealedRun(new RunFolder(bundle)).outputs();
        List<AssetFiles.Named> named = new ArrayList<>();
        for (int position : positions) {
            if (position <= sealed.size()) {
                named.add(new AssetFiles.Named(sealed.get(position - 1), true));
            }
        }
        reader.redone(bundle).stream()
                .filter(redone -> positions.contains(redone.output()))
                .map(RedoneOutput::asset)
                .forEach(asset -> named.add(new AssetFiles.Named(asset, true)));
        if (artifactId == null) {
            run.run().inputs().forEach(asset -> named.add(new AssetFiles.Named(asset, false)));
        }
        return named;
    }

    private Set<String> namedByOthers(Path bundle, RunView run, String artifactId) {
        Set<String> paths = new LinkedHashSet<>();
        run.artifacts().stream()
                .map(artifact -> artifact.record().id())
                .filter(id -> !id.equals(artifactId))
                .forEach(id ->
                        paths.addAll(AssetFiles.of(assets(bundle, run, id)).paths()));
        run.run().inputs().stream()
                .map(asset -> AssetFiles.of(List.of(new AssetFiles.Named(asset, false))))
                .forEach(input -> paths.addAll(input.paths()));
        return paths;
    }

    private Map<String, RemovedFile> others(Path bundle, String runPath) {
        Map<String, String> sums = RegularFiles.exists(new RunFolder(bundle).checksums())
                ? BundleChecksums.read(new RunFolder(bundle)).byPath()
                : Map.of();
        Map<String, RemovedFile> files = new LinkedHashMap<>();
        layout.store()
                .files(runPath)
                .forEach(path -> files.put(path, new RemovedFile(path, null, sums.get(path), null)));
        return files;
    }

    private static List<RemovedFile> existing(Path bundle, Map<String, RemovedFile> found) {
        PathResolver resolver = new PathResolver(bundle);
        return found.values().stream()
                .filter(RemovedFile::isRemovable)
                .sorted(Comparator.comparing(RemovedFile::path))
                .flatMap(file -> resolver
                        .file(file.path())
                        .flatMap(RemovableFiles::size)
                        .map(bytes -> new RemovedFile(file.path(), bytes, sha256(resolver, file), file.mimeType()))
                        .stream())
                .toList();
    }

    /** Returns the recorded checksum, else that of the file. Without one, no copy could prove to be equal. */
    private static String sha256(PathResolver resolver, RemovedFile file) {
        if (file.sha256() != null) {
            return file.sha256();
        }
        try {
            Optional<Path> there = resolver.file(file.path());
            return there.isEmpty() ? null : BundleChecksums.sha256(there.get());
        } catch (NoSuchFileException e) {
            return null; // it has gone since
        } catch (IOException e) {
            throw StorageErrors.translate(e, file.path() + " could not be read");
        }
    }

    private static Optional<Long> size(Path file) {
        try {
            return Optional.of(Files.size(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " could not be read");
        }
    }
}

package io.runfolio.mirror;

import io.runfolio.files.Checksums;
import io.runfolio.files.RegularFiles;
import io.runfolio.files.RunfolioException;
import io.runfolio.files.StorageErrors;
import io.runfolio.json.RecordMapper;
import io.runfolio.mirror.MirrorSource.Rank;
import io.runfolio.mirror.MirrorSource.SourceFile;
import io.runfolio.settings.mirror.MirrorSettings.Removed;
import io.runfolio.store.object.ObjectContent;
import io.runfolio.store.object.ObjectInfo;
import io.runfolio.store.object.ObjectSender;
import io.runfolio.store.object.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Copies one bundle to the mirror. The order is originals, derivatives, records, the ledger, the manifest, and
 * {@code run.json} last. Files that were sent already are not read.
 */
final class BundleCopier {
    /** Size up to which files are read once: one that is replaced meanwhile is sent as it was read. */
    private static final int MAX_IN_MEMORY = 1 << 20;

    private final ObjectStore store;
    private final MirrorState state;
    private final ObjectSender sender;
    private final ParallelTasks tasks;
    private final StopSignal stop;

    BundleCopier(ObjectStore store, MirrorState state, ObjectSender sender, ParallelTasks tasks, StopSignal stop) {
        this.store = store;
        this.state = state;
        this.sender = sender;
        this.tasks = tasks;
        this.stop = stop;
    }

    /**
     * Sends what the mirror lacks of a bundle, and returns whether that was anything.
     *
     * @throws BundleChangedException if a file was moved meanwhile; look at the bundle again
     */
    boolean copy(MirrorSource source, Removed removals) {
        Optional<MirroredRun> known = state.run(source.runPath());
        if (known.isPresent() && isUnchanged(known.get(), source)) {
            return false;
        }
        MirroredRun before = known.or(() -> manifest(source.runPath())).orElse(MirroredRun.empty(source.runPath()));
        Map<String, MirroredFile> trusted = known.map(MirroredRun::byPath).orElse(Map.of());
        List<MirroredFile> sent = new ArrayList<>();
        for (Rank rank : Rank.values()) {
            if (rank != Rank.RUN) {
                sent.addAll(sendAll(source, rank, trusted));
            }
        }
        Optional<SourceFile> last =
                source.files().stream().filter(file -> file.rank() == Rank.RUN).findFirst();
        // its checksum and tag are in the manifest before it is sent, as it is the sign that the bundle is complete
        Optional<MirroredFile> planned = last.map(file -> planned(source, file, trusted));
        planned.ifPresent(sent::add);
        MirroredRun now = manifest(before, source, sent, removals);
        sender.send(MirrorKeys.manifest(source.runPath()), RecordMapper.document(now));
        if (last.isPresent()) {
            MirroredFile run = send(source, last.get(), trusted);
            sent.remove(planned.get());
            sent.add(run);
            now = manifest(before, source, sent, removals);
        }
        before.missingIn(sent).forEach(file -> remove(source.runPath(), file, removals));
        state.run(now);
        return true;
    }

    private static boolean isUnchanged(MirroredRun known, MirrorSource source) {
        Map<String, MirroredFile> files = known.byPath();
        return files.size() == source.files().size()
                && known.folders().equals(source.folders())
                && source.files().stream()
                        .allMatch(file -> files.containsKey(file.path())
                                && files.get(file.path()).isUnchanged(file.bytes(), file.modified()));
    }

    private static MirroredRun manifest(
            MirroredRun before, MirrorSource source, List<MirroredFile> sent, Removed removals) {
        List<MirroredFile> kept = removals == Removed.KEEP ? before.keptAfter(sent) : List.of();
        return new MirroredRun(source.runPath(), sent, source.folders(), kept);
    }

    private Optional<MirroredRun> manifest(String runPath) {
        String key = MirrorKeys.manifest(runPath);
        return store.head(key).map(found -> Manifests.read(store, key));
    }

    private List<MirroredFile> sendAll(MirrorSource source, Rank rank, Map<String, MirroredFile> trusted) {
        List<Supplier<MirroredFile>> work = new ArrayList<>();
        source.files().stream()
                .filter(file -> file.rank() == rank)
                .forEach(file -> work.add(() -> send(source, file, trusted)));
        return tasks.all(work);
    }

    private MirroredFile planned(MirrorSource source, SourceFile file, Map<String, MirroredFile> trusted) {
        MirroredFile known = trusted.get(file.path());
        String sha256 = known != null && known.isUnchanged(file.bytes(), file.modified())
                ? known.sha256()
                : Checksums.sha256(source.root().resolve(file.path()));
        return new MirroredFile(file.path(), file.bytes(), file.modified(), sha256, "");
    }

    private MirroredFile send(MirrorSource source, SourceFile file, Map<String, MirroredFile> trusted) {
        stop.check();
        MirroredFile known = trusted.get(file.path());
        if (known != null && known.isUnchanged(file.bytes(), file.modified())) {
            return known;
        }
        Path path = source.root().resolve(file.path());
        try {
            return sendChanged(source.runPath(), path, file, known);
        } catch (IOException | RunfolioException e) {
            if (Files.notExists(path)) {
                throw new BundleChangedException(path + " was moved while it was copied to the mirror", e);
            }
            throw e instanceof IOException io
                    ? StorageErrors.translate(io, path + " could not be read")
                    : (RunfolioException) e;
        }
    }

    private MirroredFile sendChanged(String runPath, Path path, SourceFile file, MirroredFile known)
            throws IOException {
        byte[] small = file.bytes() <= MAX_IN_MEMORY ? read(path, (int) file.bytes()) : null;
        long bytes = small == null ? file.bytes() : small.length;
        String sha256 = small == null ? checksum(path, bytes) : Checksums.sha256(small);
        if (known != null && known.sha256().equals(sha256) && known.bytes() == bytes) {
            return known.at(file.modified());
        }
        String key = MirrorKeys.file(runPath, file.path());
        Optional<ObjectInfo> there = known == null
                ? store.head(key)
                        .filter(found ->
                                found.bytes() == bytes && found.sha256().equals(Optional.of(sha256)))
                : Optional.empty();
        ObjectInfo object =
                there.orElseGet(() -> small == null ? sender.send(key, path, bytes, sha256) : sender.send(key, small));
        return new MirroredFile(file.path(), bytes, file.modified(), sha256, object.etag());
    }

    private static byte[] read(Path path, int bytes) throws IOException {
        try (InputStream in = RegularFiles.open(path)) {
            return in.readNBytes(bytes);
        }
    }

    private static String checksum(Path path, long bytes) {
        return ObjectContent.of(path, 0, bytes).sha256();
    }

    private void remove(String runPath, MirroredFile file, Removed removals) {
        String key = MirrorKeys.file(runPath, file.path());
        sender.abort(key);
        if (removals == Removed.DELETE) {
            store.delete(key);
        }
    }
}

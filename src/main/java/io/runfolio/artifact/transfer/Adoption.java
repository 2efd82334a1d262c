package io.runfolio.artifact.transfer;

import io.runfolio.bundle.ArtifactRecord;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.RecordMapper;
import io.runfolio.bundle.RunFolder;
import io.runfolio.index.RunLedgers;
import io.runfolio.run.Durable;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.StorageErrors;
import io.runfolio.run.StorageRoots;
import io.runfolio.run.UnreadableRecordException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes bundles of other programs and of older versions ours: each gets its {@code artifacts.json}, a new file beside the others, and its index line. Not a byte of theirs is changed. Those that stand
 * elsewhere are copied into the outputs folder and compared with what they were copied from. To do it again changes nothing.
 */
public final class Adoption {
    private static final int DEEPEST = 6;

    private final BundleLayout layout;
    private final BundleReader bundles;
    private final RunLedgers ledgers;
    private final Gate gate;

    public Adoption(BundleLayout layout) {
        this.layout = layout;
        bundles = new BundleReader(layout);
        ledgers = new RunLedgers(layout);
        gate = new Gate(layout);
    }

    /**
     * Adopts all bundles below a folder, or the one that it is.
     *
     * @param folder the outputs folder itself, a folder in it, or one elsewhere
     * @param dryRun whether to say only what would become of each
     * @return what became of each bundle, by path; one that is refused keeps no other out
     * @throws TransferException with the code {@code no_bundles} if there are none
     * @throws io.runfolio.run.StorageException if our own disk fails
     */
    public List<Arrival> adopt(Path folder, boolean dryRun) {
        try (Workplace workplace = Workplace.open(layout, "adopt")) {
            Path root = folder.toRealPath();
            List<Path> found = find(root);
            if (found.isEmpty()) {
                throw new TransferException(
                        "no_bundles", "There is no folder with run.json and manifest.json below " + folder + ".");
            }
            List<Arrival> arrivals = new ArrayList<>();
            for (Path bundle : found) {
                arrivals.add(adopt(bundle, workplace, dryRun));
            }
            return List.copyOf(arrivals);
        } catch (IOException e) {
            throw StorageErrors.translate(e, folder + " could not be adopted");
        }
    }

    private Arrival adopt(Path bundle, Workplace workplace, boolean dryRun) throws IOException {
        String name = bundle.getFileName().toString();
        try {
            Optional<String> limit = BundleLimits.problem(bundle);
            if (limit.isPresent()) {
                return Arrival.refused(name, bundle.toString(), "too_large", limit.get());
            }
            RunArtifact run = bundles.run(bundle);
            if (run.runId() == null || run.createdAt() == null || !Gate.isRunId(run.runId())) {
                return Arrival.refused(name, bundle.toString(), "bad_record", "its record has no name or no time");
            }
            bundles.artifacts(bundle, run, bundles.manifest(bundle));
            return isHere(bundle) ? inPlace(bundle, run, workplace, dryRun) : copied(bundle, run, workplace, dryRun);
        } catch (UnreadableRecordException | UncheckedIOException e) {
            return Arrival.refused(name, bundle.toString(), "unreadable", e.getMessage());
        } catch (AccessDeniedException e) {
            return Arrival.refused(name, bundle.toString(), "unreadable", "it may not be read: " + e.getMessage());
        }
    }

    private boolean isHere(Path bundle) throws IOException {
        return Files.exists(layout.outputs())
                && bundle.startsWith(layout.outputs().toRealPath());
    }

    private Arrival inPlace(Path bundle, RunArtifact run, Workplace workplace, boolean dryRun) throws IOException {
        Path folder = layout.outputs().resolve(layout.outputs().toRealPath().relativize(bundle));
        String runPath = layout.relative(folder);
        boolean placed = folder.getNameCount() == layout.outputs().getNameCount() + 2
                && folder.getFileName().toString().equals(run.runId());
        if (!placed) {
            return Arrival.refused(
                    run.runId(),
                    runPath,
                    "bad_path",
                    "a bundle stands in a day's folder, in a folder named as its run");
        }
        Optional<String> claimed = gate.claimed(folder);
        if (claimed.isPresent()) {
            return Arrival.refused(run.runId(), runPath, "artifact_id_taken", claimed.get());
        }
        boolean lacks = Files.notExists(new RunFolder(folder).artifacts());
        if (!dryRun) {
            if (lacks) {
                ledgers.with(run.runId(), () -> complete(folder, run, workplace));
            }
            gate.note(folder, bundles.origin(run));
        }
        String state = !lacks ? Arrival.KNOWN : dryRun ? Arrival.WOULD_ADD : Arrival.ADDED;
        return new Arrival(run.runId(), runPath, state, "");
    }

    /** Writes the records beside the others, whole or not at all. */
    private boolean complete(Path bundle, RunArtifact run, Workplace workplace) {
        Path fresh = workplace.folder().resolve(run.runId() + ".artifacts.json");
        Path artifacts = new RunFolder(bundle).artifacts();
        try {
            if (Files.exists(artifacts)) {
                return false;
            }
            Durable.writeNew(fresh, records(bundle, run));
            Durable.moveAtomically(fresh, artifacts);
            Durable.forceFolder(bundle);
            return true;
        } catch (IOException e) {
            throw StorageErrors.translate(e, artifacts + " could not be written");
        }
    }

    private byte[] records(Path bundle, RunArtifact run) {
        List<ArtifactRecord> records = bundles.artifacts(bundle, run, bundles.manifest(bundle));
        return RecordMapper.camelDocument(records);
    }

    private Arrival copied(Path bundle, RunArtifact run, Workplace workplace, boolean dryRun) throws IOException {
        Path staged = workplace.folder().resolve(run.runId());
        String day = Gate.day(bundle, run);
        if (dryRun && bundle.getFileName().toString().equals(run.runId())) {
            return gate.let(bundle, day, true);
        }
        try {
            for (Path file : BundleCopy.files(bundle)) {
                copy(file, staged.resolve(bundle.relativize(file).toString()));
            }
            Gate.completeFolders(staged);
            if (Files.notExists(new RunFolder(staged).artifacts())) {
                Files.write(new RunFolder(staged).artifacts(), records(staged, run), StandardOpenOption.CREATE_NEW);
            }
            return gate.let(staged, day, dryRun);
        } catch (TransferException e) {
            return Arrival.refused(run.runId(), day + "/" + run.runId(), e.code(), e.getMessage());
        } finally {
            Durable.deleteTree(staged);
        }
    }

    private static void copy(Path file, Path to) throws IOException {
        StorageRoots.createFolders(to.getParent());
        Hashing.Copied copied;
        try (OutputStream out = Files.newOutputStream(to, StandardOpenOption.CREATE_NEW)) {
            copied = Hashing.copy(file, out);
        }
        if (!Hashing.of(to).equals(copied) || Files.size(file) != copied.bytes()) {
            throw new TransferException("source_changed", file + " changed while it was copied");
        }
    }

    private List<Path> find(Path root) throws IOException {
        Path control = layout.control();
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(root, Set.of(), DEEPEST + 1, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                if (folder.startsWith(control)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                if (BundleReader.isBundle(folder)) {
                    found.add(folder);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                return FileVisitResult.CONTINUE; // a folder that may not be read holds no bundle that could be
            }
        });
        found.sort(null);
        return found;
    }
}

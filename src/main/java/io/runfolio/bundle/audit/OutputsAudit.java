package io.runfolio.bundle.audit;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.RenditionCache;
import io.runfolio.coordination.Coordination;
import io.runfolio.coordination.CoordinationAudit.Bundle;
import io.runfolio.coordination.Reservation;
import io.runfolio.files.StorageErrors;
import io.runfolio.run.EventOrigin;
import io.runfolio.run.Finding;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.extras.RunExtras;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks an outputs folder: every bundle against its records, and leftovers of dead workers. Read-only. */
public final class OutputsAudit {
    /** Name of a day's folder; other programs may have folders beside them. */
    private static final Pattern DAY = Pattern.compile("\\d{4,9}+-\\d{2}-\\d{2}");

    private final BundleLayout layout;
    private final Coordination coordination;
    private final BundleReader reader;
    /** Run of each event with the highest fence; the first one of those with the same fence. */
    private final Map<EventOrigin, Bundle> origins = new HashMap<>();
    /** Checked bundles that come from events. */
    private final List<Bundle> bundles = new ArrayList<>();
    /** First run of each artifact. */
    private final Map<String, Path> artifacts = new HashMap<>();

    public OutputsAudit(BundleLayout layout) {
        this.layout = layout;
        this.coordination = layout.coordination();
        this.reader = new BundleReader(layout);
    }

    /** Returns all folders that should be bundles, intact or not. */
    public List<Path> bundles() {
        return reader.days().stream()
                .filter(day -> DAY.matcher(day).matches())
                .flatMap(day -> reader.folders(day).stream())
                .toList();
    }

    /** Returns the faults of a bundle, and conflicts with bundles checked before. */
    public List<Finding> bundle(Path folder) {
        BundleAudit.Result result = BundleAudit.check(folder, layout.files(folder), trash(folder));
        List<Finding> findings = new ArrayList<>(result.findings());
        result.run().flatMap(run -> bundle(folder, run)).ifPresent(bundle -> {
            bundles.add(bundle);
            conflict(bundle).ifPresent(findings::add);
        });
        for (String id : result.artifactIds()) {
            Path first = artifacts.putIfAbsent(id, folder);
            if (first != null) {
                findings.add(new Finding(
                        "artifact_id_twice",
                        folder.toString(),
                        "The artifact id " + id + " belongs to " + first.getFileName()
                                + " too; move one of the two bundles out of the outputs folder"));
            }
        }
        return findings;
    }

    private Optional<Bundle> bundle(Path folder, RunArtifact run) {
        return reader.origin(run).map(event -> new Bundle(folder, event, RunExtras.fence(run)));
    }

    /** Returns the second bundle of an event: of two with different fences, the highest one counts. */
    private Optional<Finding> conflict(Bundle bundle) {
        Bundle other = origins.putIfAbsent(bundle.event(), bundle);
        if (other == null) {
            return Optional.empty();
        }
        if (other.fence() == bundle.fence()) {
            return Optional.of(new Finding(
                    "event_bundled_twice",
                    bundle.folder().toString(),
                    "The event " + bundle.event().eventId() + " was bundled as " + other.runId() + " before"));
        }
        boolean isNewer = bundle.fence() > other.fence();
        Bundle winner = isNewer ? bundle : other;
        Bundle loser = isNewer ? other : bundle;
        origins.put(bundle.event(), winner);
        return Optional.of(new Finding(
                "superseded_bundle",
                loser.folder().toString(),
                "The event " + loser.event().eventId() + " was bundled again as " + winner.runId() + ", with the fence "
                        + winner.fence() + " instead of " + loser.fence()));
    }

    /** A bundle elsewhere, such as one to be imported, has no trash here. */
    private Path trash(Path folder) {
        return layout.trash().resolve(folder.startsWith(layout.outputs()) ? layout.relative(folder) : "none");
    }

    /** Returns the checked bundles that come from events. */
    public List<Bundle> ofEvents() {
        return bundles;
    }

    /** Returns leftovers of dead workers below {@code .runfolio}. */
    public List<Finding> leftovers() {
        List<Finding> findings = new ArrayList<>();
        if (!Files.isDirectory(layout.outputs())) {
            findings.add(new Finding(
                    "outputs_missing",
                    layout.outputs().toString(),
                    "The outputs folder does not exist: set --outputs, or mount its volume"));
        }
        for (Path staged : children(layout.stagingRoot())) {
            if (isDead(staged.getFileName().toString())) {
                findings.add(new Finding("staging_left", staged.toString(), "A dead worker has left unfinished runs"));
            }
        }
        for (Reservation taken : takenByTheDead()) {
            findings.add(new Finding(
                    "reservation_left",
                    coordination.runIds().locationOf(taken.runId()),
                    "A run id is reserved by a dead worker"));
        }
        for (String mark : coordination.aliveMarks().orphans()) {
            findings.add(new Finding("lock_left", mark, "This is the lock file of a dead worker"));
        }
        for (Path part : new RenditionCache(layout).leftovers()) {
            findings.add(new Finding("temporary_left", part.toString(), "A rendition was not finished"));
        }
        for (Path file : children(layout.control())) {
            if (file.getFileName().toString().startsWith(".probe-")) {
                findings.add(new Finding("temporary_left", file.toString(), "A probe of the disk was left behind"));
            }
        }
        for (Path file : List.of(fresh(layout.index()), fresh(layout.processedEvents()))) {
            if (Files.exists(file)) {
                findings.add(new Finding("temporary_left", file.toString(), "A rebuild was not finished"));
            }
        }
        findings.addAll(TrashAudit.check(layout));
        return findings;
    }

    private static Path fresh(Path file) {
        return file.resolveSibling(file.getFileName() + ".new");
    }

    private boolean isDead(String worker) {
        return !coordination.aliveMarks().isAlive(worker);
    }

    private List<Reservation> takenByTheDead() {
        return coordination.runIds().all().stream()
                .filter(taken -> taken.owner().isEmpty() || isDead(taken.owner()))
                .toList();
    }

    private static List<Path> children(Path folder) {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(children::add);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageErrors.translate(e, folder + " could not be read");
        }
        children.sort(null);
        return children;
    }
}

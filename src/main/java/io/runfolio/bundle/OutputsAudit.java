package io.runfolio.bundle;

import io.runfolio.run.AliveLock;
import io.runfolio.run.Finding;
import io.runfolio.run.StorageErrors;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Looks over an outputs folder: every bundle against its records, and what dead workers have left. Reads only. */
public final class OutputsAudit {
    /** Folders of other programs may stand beside the days. */
    private static final Pattern DAY = Pattern.compile("\\d{4,9}+-\\d{2}-\\d{2}");

    private final BundleLayout layout;
    private final BundleReader reader;
    /** Which run each event was found in first. */
    private final Map<EventOrigin, Path> origins = new HashMap<>();
    /** Which run each artifact was found in first. */
    private final Map<String, Path> artifacts = new HashMap<>();
    /** Digests of the events that the bundles looked at came from, by the events' ids. */
    private final Map<String, Set<String>> digests = new HashMap<>();

    public OutputsAudit(BundleLayout layout) {
        this.layout = layout;
        this.reader = new BundleReader(layout);
    }

    /** Returns everything that should be a bundle, whole or not. */
    public List<Path> bundles() {
        return reader.days().stream()
                .filter(day -> DAY.matcher(day.getFileName().toString()).matches())
                .flatMap(day -> reader.folders(day).stream())
                .toList();
    }

    /** Returns what is wrong with one bundle, or with two that came from one event. */
    public List<Finding> bundle(Path folder) {
        BundleAudit.Result result = BundleAudit.check(folder);
        List<Finding> findings = new ArrayList<>(result.findings());
        result.run().flatMap(reader::origin).ifPresent(origin -> {
            digests.computeIfAbsent(origin.eventId(), id -> new HashSet<>()).add(origin.digest());
            Path first = origins.putIfAbsent(origin, folder);
            if (first != null) {
                findings.add(new Finding(
                        "event_bundled_twice",
                        folder.toString(),
                        "The event " + origin.eventId() + " was bundled as " + first.getFileName() + " before"));
            }
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

    /** Returns the digests of the events that the bundles looked at came from, by the events' ids. */
    public Map<String, Set<String>> eventDigests() {
        return digests;
    }

    /** Returns what dead workers have left below {@code .runfolio}. */
    public List<Finding> leftovers() {
        List<Finding> findings = new ArrayList<>();
        if (!Files.isDirectory(layout.outputs())) {
            findings.add(new Finding(
                    "outputs_missing",
                    layout.outputs().toString(),
                    "There is no outputs folder of that name: name it with --outputs, or mount its volume"));
        }
        for (Path staged : children(layout.stagingRoot())) {
            if (isDead(staged.getFileName().toString())) {
                findings.add(new Finding(
                        "staging_left", staged.toString(), "A worker that is dead has left unfinished runs"));
            }
        }
        for (Path taken : takenByTheDead()) {
            findings.add(
                    new Finding("reservation_left", taken.toString(), "A run id is taken by a worker that is dead"));
        }
        for (Path lock : AliveLock.leftIn(layout.locks(), BundleLayout.ALIVE_SUFFIX)) {
            findings.add(
                    new Finding("lock_left", lock.toString(), "This is the sign of life of a worker that is dead"));
        }
        for (Path part : new RenditionFolder(layout).leftovers()) {
            findings.add(new Finding("temporary_left", part.toString(), "A rendition was not finished"));
        }
        for (Path file : children(layout.control())) {
            if (file.getFileName().toString().startsWith(".probe-")) {
                findings.add(new Finding("temporary_left", file.toString(), "A probe of the disk was left behind"));
            }
        }
        for (Path file : List.of(fresh(layout.index()), fresh(layout.eventLedger()))) {
            if (Files.exists(file)) {
                findings.add(new Finding("temporary_left", file.toString(), "A rebuild was not finished"));
            }
        }
        return findings;
    }

    private static Path fresh(Path file) {
        return file.resolveSibling(file.getFileName() + ".new");
    }

    private boolean isDead(String worker) {
        return !AliveLock.isHeld(layout.alive(worker));
    }

    private List<Path> takenByTheDead() {
        return new ReservationFiles(layout)
                .all().stream()
                        .filter(taken -> taken.owner().isEmpty() || isDead(taken.owner()))
                        .map(taken -> layout.reservation(taken.runId()))
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

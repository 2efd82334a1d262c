package io.runfolio.artifact;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.RunFolder;
import io.runfolio.bundle.ledger.LedgerTime;
import io.runfolio.files.RunfolioException;
import io.runfolio.index.ReviewLogs;
import io.runfolio.json.RecordMapper;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Changes artifacts in review. Each change is a line in its bundle's ledger, on disk before a method returns; nothing
 * is ever taken out, and what is undone is undone by the opposite line. Safe for use by several threads; several
 * processes may work on one outputs folder.
 *
 * <p>Methods throw a {@link ReviewException} if a change cannot be made, and what {@link ReviewLogs#append} throws if
 * the disk fails.
 */
public final class ReviewService {
    private final RunViewReader views;
    private final ReviewLogs ledgers;
    private final VariantGroupResolver groups;
    private final Clock clock;

    /**
     * @param layout paths of the bundles and the index
     * @param groups resolves the runs that share a preference
     * @param clock source of the changes' times
     */
    public ReviewService(BundleLayout layout, VariantGroupResolver groups, Clock clock) {
        this.views = new RunViewReader(layout);
        this.ledgers = new ReviewLogs(layout);
        this.groups = groups;
        this.clock = clock;
    }

    /**
     * A change and the bundle of its artifact.
     *
     * @param runPath the bundle's place relative to the outputs folder
     */
    public record LocatedRequest(String runPath, ReviewRequest request) {}

    /**
     * Makes a change.
     *
     * @param runPath the bundle's place relative to the outputs folder
     * @return the artifact after it
     */
    public ArtifactView apply(String runPath, ReviewRequest request) {
        Path bundle = bundle(runPath, request.artifactId());
        return request.action() == ReviewAction.PREFER ? prefer(bundle, request) : change(bundle, request);
    }

    /**
     * Makes many changes, each by itself: one that is refused keeps no other from being made. The outcomes come in the
     * order of the changes.
     */
    public List<ReviewOutcome> applyAll(List<LocatedRequest> changes) {
        ReviewOutcome[] outcomes = new ReviewOutcome[changes.size()];
        Map<String, List<Integer>> byRun = new LinkedHashMap<>();
        for (int i = 0; i < changes.size(); i++) {
            byRun.computeIfAbsent(changes.get(i).runPath(), path -> new ArrayList<>())
                    .add(i);
        }
        byRun.forEach((runPath, places) -> {
            List<ReviewRequest> requests =
                    places.stream().map(place -> changes.get(place).request()).toList();
            Iterator<ReviewOutcome> ofRun = applyAll(runPath, requests).iterator();
            places.forEach(place -> outcomes[place] = ofRun.next());
        });
        return List.of(outcomes);
    }

    /** Returns what happened to an artifact, oldest first. */
    public List<ReviewLogEntry> history(String runPath, String artifactId) {
        return ReviewLogParser.read(new RunFolder(bundle(runPath, artifactId)).reviewLog()).stream()
                .filter(entry -> entry.artifactId().equals(artifactId))
                .toList();
    }

    /**
     * Reads a bundle under its lock; empty if absent. No writer changes it meanwhile, so a follower of the
     * {@link io.runfolio.index.ChangeFeed} misses nothing that was announced before.
     */
    public Optional<RunView> readLocked(String runPath) {
        return views.bundle(runPath)
                .map(bundle -> ledgers.with(bundle.getFileName().toString(), () -> views.read(bundle)));
    }

    private List<ReviewOutcome> applyAll(String runPath, List<ReviewRequest> requests) {
        boolean othersToo = requests.stream().anyMatch(request -> request.action() == ReviewAction.PREFER);
        return othersToo
                ? requests.stream().map(request -> alone(runPath, request)).toList()
                : together(runPath, requests);
    }

    private ReviewOutcome alone(String runPath, ReviewRequest request) {
        try {
            return ReviewOutcome.made(request, apply(runPath, request));
        } catch (RunfolioException e) {
            return ReviewOutcome.refused(request, e);
        }
    }

    /** All changes to one run with one flush. */
    private List<ReviewOutcome> together(String runPath, List<ReviewRequest> requests) {
        try {
            Path bundle = bundle(runPath, requests.get(0).artifactId());
            Map<ReviewRequest, RunfolioException> refused = new IdentityHashMap<>();
            RunView after = write(
                    bundle,
                    session -> requests.forEach(request -> {
                        try {
                            session.accept(request);
                        } catch (ReviewException e) {
                            refused.put(request, e);
                        }
                    }));
            return requests.stream()
                    .map(request -> refused.containsKey(request)
                            ? ReviewOutcome.refused(request, refused.get(request))
                            : ReviewOutcome.made(request, artifact(after, request.artifactId())))
                    .toList();
        } catch (RunfolioException e) {
            return requests.stream()
                    .map(request -> ReviewOutcome.refused(request, e))
                    .toList();
        }
    }

    private ArtifactView change(Path bundle, ReviewRequest request) {
        return artifact(write(bundle, session -> session.accept(request)), request.artifactId());
    }

    /**
     * Sets the one preference for all runs of a group. It is taken from the others first, so that a death between
     * leaves none rather than two.
     */
    private ArtifactView prefer(Path bundle, ReviewRequest request) {
        RunView view = views.read(bundle);
        Optional<String> group = VariantGroupResolver.of(view.run());
        if (group.isEmpty()) {
            return change(bundle, request);
        }
        return ledgers.with("variant group\n" + group.get(), () -> {
            new ReviewSession(views.read(bundle), now()).accept(request);
            groups.runPaths(group.get()).stream()
                    .map(views::bundle)
                    .flatMap(Optional::stream)
                    .filter(other -> !other.equals(bundle))
                    .filter(other -> isPreferredIn(views.read(other)))
                    .forEach(other -> write(other, session -> session.unpreferAll(request)));
            return change(bundle, request);
        });
    }

    private static boolean isPreferredIn(RunView view) {
        return view.artifacts().stream().anyMatch(artifact -> artifact.review().preferred());
    }

    /** Appends what a session accepts, and returns the run after it. */
    private RunView write(Path bundle, Consumer<ReviewSession> changes) {
        List<ReviewLogEntry> all = new ArrayList<>();
        ledgers.append(bundle, lines -> {
            all.addAll(ReviewLogParser.parse(lines));
            ReviewSession session = new ReviewSession(views.read(bundle, all), now());
            changes.accept(session);
            all.addAll(session.entries());
            return session.entries().stream().map(RecordMapper::line).toList();
        });
        return views.read(bundle, all);
    }

    private String now() {
        return LedgerTime.of(clock.instant());
    }

    private Path bundle(String runPath, String artifactId) {
        return views.bundle(runPath)
                .orElseThrow(() ->
                        new UnknownArtifactException(runPath.isEmpty() ? artifactId : artifactId + " in " + runPath));
    }

    private static ArtifactView artifact(RunView view, String id) {
        return view.artifacts().stream()
                .filter(artifact -> artifact.record().id().equals(id))
                .findFirst()
                .orElseThrow(() -> new UnknownArtifactException(id));
    }
}

package io.runfolio.index;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.coordination.SealRecord;
import io.runfolio.json.RecordMapper;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.run.EventOrigin;
import io.runfolio.run.Finding;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunIndexEntry;
import io.runfolio.run.extras.RunExtras;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads from the bundles which runs are sealed, in the order of the index. Of several bundles of an event, the one with
 * the highest fence counts; of those with the same fence, the first one.
 */
public final class SealedRuns {
    private final BundleLayout layout;
    private final BundleReader reader;
    /** Places of the runs in the index. */
    private final Map<String, Integer> places = new HashMap<>();
    /** Runs that count, by event id. */
    private final Map<String, Found> winners = new HashMap<>();

    private final List<Found> losers = new ArrayList<>();
    /** Runs of other programs, which come from no event. */
    private final List<Found> others = new ArrayList<>();

    private SealedRuns(BundleLayout layout) {
        this.layout = layout;
        this.reader = new BundleReader(layout);
    }

    private record Found(Path folder, int place, SealRecord seal) {
        Optional<String> eventId() {
            return seal.event().map(EventOrigin::eventId);
        }

        boolean isBetterThan(Found other) {
            return seal.fence() == other.seal().fence()
                    ? place < other.place()
                    : seal.fence() > other.seal().fence();
        }
    }

    /**
     * Runs that have a seal.
     *
     * @param seals those that count, one for each event; of an object store also those that come from no event
     * @param superseded findings about the others
     * @param rivals the seals that count, of events with several bundles
     */
    public record Result(List<SealRecord> seals, List<Finding> superseded, List<SealRecord> rivals) {}

    /** Reads all bundles; one that cannot be read is left out. */
    public static Result read(BundleLayout layout, RunIndex index) {
        SealedRuns runs = new SealedRuns(layout);
        index.entries().forEach(entry -> runs.places.putIfAbsent(entry.runId(), runs.places.size()));
        runs.reader.scan().forEach(runs::add);
        return runs.result();
    }

    private void add(Path folder) {
        found(folder)
                .ifPresent(found -> found.eventId().ifPresentOrElse(id -> add(id, found), () -> others.add(found)));
    }

    private void add(String eventId, Found found) {
        Found other = winners.putIfAbsent(eventId, found);
        if (other != null) {
            boolean isBetter = found.isBetterThan(other);
            winners.put(eventId, isBetter ? found : other);
            losers.add(isBetter ? other : found);
        }
    }

    private Optional<Found> found(Path folder) {
        try {
            RunArtifact run = reader.run(folder);
            Optional<EventOrigin> origin = reader.origin(run);
            if (origin.isEmpty() && !layout.isWorkingCopy()) {
                return Optional.empty();
            }
            int place = places.getOrDefault(run.runId(), Integer.MAX_VALUE);
            String line =
                    RecordMapper.line(RunIndexEntry.of(reader.manifest(folder)).withRunPath(layout.relative(folder)));
            return Optional.of(new Found(
                    folder,
                    place,
                    new SealRecord(origin, RunExtras.fence(run), run.runId(), line, place != Integer.MAX_VALUE)));
        } catch (UnreadableRecordException e) {
            return Optional.empty();
        }
    }

    private Result result() {
        List<SealRecord> seals = Stream.concat(winners.values().stream(), others.stream())
                .sorted(Comparator.comparingInt(Found::place).thenComparing(Found::folder))
                .map(Found::seal)
                .toList();
        List<SealRecord> rivals =
                losers.stream().map(this::winnerOf).map(Found::seal).distinct().toList();
        return new Result(seals, losers.stream().map(this::superseded).toList(), rivals);
    }

    private Found winnerOf(Found loser) {
        return winners.get(loser.eventId().orElseThrow());
    }

    private Finding superseded(Found loser) {
        SealRecord winner = winnerOf(loser).seal();
        return new Finding(
                "superseded_bundle",
                loser.folder().toString(),
                "The bundle " + winner.runId() + " of the event "
                        + loser.eventId().orElseThrow() + " counts, with the fence " + winner.fence()
                        + "; this one has "
                        + loser.seal().fence());
    }
}

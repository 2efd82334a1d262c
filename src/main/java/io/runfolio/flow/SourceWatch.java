package io.runfolio.flow;

import io.runfolio.bundle.AssetOutcome;
import io.runfolio.bundle.RunDraft;
import io.runfolio.intake.SourceRoots;
import io.runfolio.intake.SourceRoots.OpenSource;
import io.runfolio.run.InterruptedRunException;
import io.runfolio.run.RunfolioException;
import io.runfolio.settings.SourceSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks at the sources of a run once more before the run is sealed. Sizes and times are compared with those that this process saw when it copied, so the clock of a share does not matter. Safe
 * for use by several threads.
 */
public final class SourceWatch {
    /** Codes that a file which is still being written can have. */
    private static final Set<String> DOUBTFUL =
            Set.of("corrupt", "engine_failed", "engine_crashed", "unknown_format", "timed_out", "internal_error");

    /** Why a file was not copied that may be copied later. */
    private static final Set<String> PASSING = Set.of("missing", "source_changed");

    /** A file that has rested for so long by our clock is not being written; shares may be off by less. */
    private static final Duration LONG_RESTED = Duration.ofHours(1);

    private static final Duration MAX_REST = Duration.ofSeconds(30);
    private static final long POLL_MILLIS = 100;

    private final SourceRoots roots;
    private final SourceSettings settings;
    private final Map<Path, Look> looks = new ConcurrentHashMap<>();

    public SourceWatch(SourceRoots roots, SourceSettings settings) {
        this.roots = roots;
        this.settings = settings;
    }

    /** Size and time of a source at one look; empty if it was missing. */
    private record Seen(long bytes, FileTime modified) {
        static final Seen NOTHING = new Seen(-1, FileTime.fromMillis(0));

        static Seen of(BasicFileAttributes attributes) {
            return new Seen(attributes.size(), attributes.lastModifiedTime());
        }
    }

    private record Look(String source, Seen seen, long at) {}

    /** Copies a source and notes what it was; waits for one that is missing or growing as long as the settings say. */
    SourceCopier.Result copy(SourceCopier copier, AssetTask task, Path target) {
        String source = task.slot().source().sourcePath();
        long deadline = System.nanoTime() + settings.patience().toNanos();
        while (true) {
            Seen[] seen = {Seen.NOTHING};
            SourceCopier.Result result = copier.copy(source, target, attributes -> seen[0] = Seen.of(attributes));
            boolean copied = result instanceof SourceCopier.Copied;
            boolean mayCome = result instanceof SourceCopier.NotCopied not
                    && PASSING.contains(not.problem().code());
            if (!mayCome || System.nanoTime() >= deadline) {
                if (copied || mayCome) {
                    looks.put(target, new Look(source, seen[0], System.nanoTime()));
                }
                return result;
            }
            sleep();
        }
    }

    /** Forgets a run. */
    void forget(RunDraft draft) {
        draft.slots().forEach(slot -> looks.remove(slot.original(draft.folder())));
    }

    /**
     * Compares the sources of a run with what was copied. A doubtful file is looked at until it has rested.
     *
     * @param last whether no other attempt is possible: then a changed source is a warning, or the code of what looked damaged
     * @return the outcomes to seal
     * @throws SourceChangedException if a source has changed and another attempt is possible
     */
    List<AssetOutcome> confirm(RunDraft draft, List<AssetOutcome> outcomes, boolean last) {
        List<AssetOutcome> changed = changed(draft, outcomes);
        long rest = outcomes.stream()
                .mapToLong(outcome -> rest(draft, outcome))
                .max()
                .orElse(0);
        while (changed.isEmpty() && System.nanoTime() - rest < 0) {
            sleep();
            changed = changed(draft, outcomes);
        }
        if (changed.isEmpty()) {
            return outcomes;
        }
        if (!last) {
            awaitRest(changed);
            throw new SourceChangedException("A source was written to after it was copied: "
                    + String.join(
                            ", ",
                            changed.stream()
                                    .map(outcome -> outcome.slot().stem())
                                    .toList()));
        }
        List<AssetOutcome> sealed = new ArrayList<>();
        for (AssetOutcome outcome : outcomes) {
            boolean other = changed.contains(outcome) && outcome.record().bytes() != null;
            sealed.add(other ? AssetOutcomes.ofChangedSource(outcome, isDoubtful(outcome)) : outcome);
        }
        return sealed;
    }

    private List<AssetOutcome> changed(RunDraft draft, List<AssetOutcome> outcomes) {
        return outcomes.stream()
                .filter(outcome -> look(draft, outcome)
                        .filter(look -> isOther(see(look.source()), look.seen()))
                        .isPresent())
                .toList();
    }

    /** A source that is not there any more was copied whole, and is no other. */
    private static boolean isOther(Seen now, Seen copied) {
        return !now.equals(Seen.NOTHING) && !now.equals(copied);
    }

    private Optional<Look> look(RunDraft draft, AssetOutcome outcome) {
        return Optional.ofNullable(looks.get(outcome.slot().original(draft.folder())));
    }

    /** Returns until when a file must have been unchanged, as {@link System#nanoTime()} tells it; a time that has passed if it is believed. */
    private long rest(RunDraft draft, AssetOutcome outcome) {
        long now = System.nanoTime();
        return look(draft, outcome)
                .filter(look -> isDoubtful(outcome) && isFresh(look.seen()))
                .map(look -> look.at() + settings.settle().toNanos())
                .orElse(now);
    }

    private static boolean isFresh(Seen seen) {
        return !seen.equals(Seen.NOTHING)
                && Math.abs(System.currentTimeMillis() - seen.modified().toMillis()) < LONG_RESTED.toMillis();
    }

    private static boolean isDoubtful(AssetOutcome outcome) {
        if (!(outcome.record().metadata().get("runfolio") instanceof Map<?, ?> ours)) {
            return false;
        }
        return DOUBTFUL.contains(String.valueOf(ours.get("code")))
                || Boolean.TRUE.equals(ours.get("truncated"))
                || Boolean.TRUE.equals(ours.get("damaged"));
    }

    /** Waits until sources have rested, so that the next attempt copies them whole; not for ever. */
    private void awaitRest(List<AssetOutcome> changed) {
        List<String> sources = changed.stream()
                .map(outcome -> outcome.slot().source().sourcePath())
                .toList();
        long longest = Math.max(settings.patience().toNanos(), MAX_REST.toNanos());
        long deadline = System.nanoTime() + longest;
        List<Seen> before = sources.stream().map(this::see).toList();
        long since = System.nanoTime();
        while (System.nanoTime() - since < settings.settle().toNanos() && System.nanoTime() < deadline) {
            sleep();
            List<Seen> now = sources.stream().map(this::see).toList();
            if (!now.equals(before)) {
                before = now;
                since = System.nanoTime();
            }
        }
    }

    private Seen see(String source) {
        try (OpenSource open = roots.open(source)) {
            return Seen.of(open.before());
        } catch (IOException | RunfolioException e) {
            return Seen.NOTHING;
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("Stopped while a source was waited for", e);
        }
    }
}

package io.runfolio.work;

import io.runfolio.bundle.AssetOutcome;
import io.runfolio.bundle.AssetSlot;
import io.runfolio.bundle.RunDraft;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.RunfolioException;
import io.runfolio.intake.OpenSource;
import io.runfolio.intake.SourceOpener;
import io.runfolio.media.MediaResult;
import io.runfolio.run.AssetSource;
import io.runfolio.run.EventOrigin;
import io.runfolio.run.extras.AssetExtras;
import io.runfolio.settings.SourceSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Detects sources that changed between their copy and the sealing of the run.
 *
 * <p>Sizes and times are compared with those at the copy, so the clock of a network share does not matter. Safe for use
 * by several threads.
 */
public final class SourceChangeDetector {
    /** Codes that a file can get because it is still being written. */
    private static final Set<String> SUSPICIOUS =
            Set.of("corrupt", "engine_failed", "engine_crashed", "unknown_format", "timed_out", "internal_error");

    private static final String MISMATCH = "checksum_mismatch";

    /** Codes of files that can be copied later. */
    private static final Set<String> TRANSIENT = Set.of("missing", "source_changed", MISMATCH);

    /** Age from which a file counts as complete; the clock of a share may be off by less. */
    private static final Duration MIN_TRUSTED_AGE = Duration.ofHours(1);

    private static final Duration MAX_REST = Duration.ofSeconds(30);
    private static final long POLL_MILLIS = 100;

    private final SourceOpener sources;
    private final SourceSettings settings;
    private final Map<Path, Look> looks = new ConcurrentHashMap<>();

    public SourceChangeDetector(SourceOpener sources, SourceSettings settings) {
        this.sources = sources;
        this.settings = settings;
    }

    private record Source(String path, EventOrigin event) {
        static Source of(AssetSlot slot, RunDraft draft) {
            return new Source(slot.source().sourcePath(), draft.origin());
        }
    }

    /** Size and time of a source; {@link #NOTHING} if it is missing. */
    private record Seen(long bytes, FileTime modified) {
        static final Seen NOTHING = new Seen(-1, FileTime.fromMillis(0));

        static Seen of(OpenSource source) {
            return new Seen(source.bytes(), source.modified());
        }
    }

    private record Look(Source source, Seen seen, long at) {}

    /** Copies a source and records its state. Waits for a missing or growing one as long as the settings allow. */
    SourceCopier.Result copy(SourceCopier copier, AssetTask task, Path target) {
        Source source = Source.of(task.slot(), task.draft());
        long deadline = System.nanoTime() + settings.maxWait().toNanos();
        while (true) {
            Seen[] seen = {Seen.NOTHING};
            SourceCopier.Result result = verified(
                    task.slot().source(),
                    copier.copy(source.path(), source.event(), target, open -> seen[0] = Seen.of(open)),
                    target);
            boolean copied = result instanceof SourceCopier.Copied;
            boolean mayCome = result instanceof SourceCopier.NotCopied not
                    && TRANSIENT.contains(not.problem().code());
            if (!mayCome || System.nanoTime() >= deadline) {
                if (copied || mayCome) {
                    looks.put(target, new Look(source, seen[0], System.nanoTime()));
                }
                return result;
            }
            sleep();
        }
    }

    /** Returns the result of a copy; a copy with another checksum than the event expects is deleted. */
    private static SourceCopier.Result verified(AssetSource source, SourceCopier.Result result, Path copy) {
        boolean differs = result instanceof SourceCopier.Copied copied
                && source.expectedSha256() != null
                && !source.expectedSha256().equals(copied.sha256());
        if (!differs) {
            return result;
        }
        DurableFiles.delete(copy, "A copy with a wrong checksum cannot be removed");
        return new SourceCopier.NotCopied(new MediaResult.Problem(
                MISMATCH, "The file does not have the checksum that the event expects (expected_sha256)."));
    }

    /** Forgets the sources of a run. */
    void forget(RunDraft draft) {
        draft.slots().forEach(slot -> looks.remove(slot.original(draft.folder())));
    }

    /**
     * Compares the sources of a run with what was copied. A suspicious file is observed until it has settled.
     *
     * @param last whether no attempt is left: a changed source is then a warning, or the code of a damaged file
     * @return the outcomes to seal
     * @throws SourceChangedException if a source has changed and an attempt is left
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
            awaitRest(draft, changed);
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

    /** Ignores a source that is missing now, as it was copied whole. */
    private static boolean isOther(Seen now, Seen copied) {
        return !now.equals(Seen.NOTHING) && !now.equals(copied);
    }

    private Optional<Look> look(RunDraft draft, AssetOutcome outcome) {
        return Optional.ofNullable(looks.get(outcome.slot().original(draft.folder())));
    }

    /**
     * Returns when a file counts as settled, by {@link System#nanoTime()}. The time is past if nothing is suspicious.
     */
    private long rest(RunDraft draft, AssetOutcome outcome) {
        long now = System.nanoTime();
        return look(draft, outcome)
                .filter(look -> isDoubtful(outcome) && isFresh(look.seen()))
                .map(look -> look.at() + settings.settleTime().toNanos())
                .orElse(now);
    }

    private static boolean isFresh(Seen seen) {
        return !seen.equals(Seen.NOTHING)
                && Math.abs(System.currentTimeMillis() - seen.modified().toMillis()) < MIN_TRUSTED_AGE.toMillis();
    }

    private static boolean isDoubtful(AssetOutcome outcome) {
        AssetExtras extras = AssetExtras.of(outcome.record());
        return extras.code().filter(SUSPICIOUS::contains).isPresent() || extras.isTruncated() || extras.isDamaged();
    }

    /** Waits, for a limited time, until sources have settled, so that the next attempt copies them whole. */
    private void awaitRest(RunDraft draft, List<AssetOutcome> changed) {
        List<Source> written = changed.stream()
                .map(outcome -> Source.of(outcome.slot(), draft))
                .toList();
        long longest = Math.max(settings.maxWait().toNanos(), MAX_REST.toNanos());
        long deadline = System.nanoTime() + longest;
        List<Seen> before = written.stream().map(this::see).toList();
        long since = System.nanoTime();
        while (System.nanoTime() - since < settings.settleTime().toNanos() && System.nanoTime() < deadline) {
            sleep();
            List<Seen> now = written.stream().map(this::see).toList();
            if (!now.equals(before)) {
                before = now;
                since = System.nanoTime();
            }
        }
    }

    private Seen see(Source source) {
        try (OpenSource open = sources.open(source.path(), source.event())) {
            return Seen.of(open);
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

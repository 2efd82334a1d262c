package io.runfolio.retention.plan;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.RandomIds;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoots;
import io.runfolio.json.RecordMapper;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.retention.policy.RetentionPolicy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Plans on disk, below {@code .runfolio/retention/plans} of the outputs folder. Thread-safe. */
public final class PlanStore {
    private static final Pattern ID = Pattern.compile("plan-[0-9a-f]{16}");
    private static final String PART = ".part-";
    private static final int RANDOM_BYTES = 8;
    private static final int MAX_LISTED = 100;
    private static final Duration OLD_PART = Duration.ofDays(1);
    /** Time after its expiry for which a plan stays. */
    private static final Duration KEPT = Duration.ofDays(90);

    private final BundleLayout layout;
    private final Path folder;

    public PlanStore(BundleLayout layout) {
        this.layout = layout;
        this.folder = layout.control().resolve("retention").resolve("plans");
    }

    /** Makes a plan and stores it. */
    public PlanSummary create(Planner planner, RetentionPolicy policy, Duration ttl, Instant now) {
        return create(planner, policy, ttl, now, plan -> true);
    }

    /** Makes a plan and stores it if it has entries. */
    PlanSummary createUnlessEmpty(Planner planner, RetentionPolicy policy, Duration ttl, Instant now) {
        return create(planner, policy, ttl, now, plan -> plan.entries() > 0);
    }

    private PlanSummary create(
            Planner planner, RetentionPolicy policy, Duration ttl, Instant now, Predicate<PlanSummary> isStored) {
        Path part = folder.resolve(PART + RandomIds.hex(RANDOM_BYTES));
        try {
            StorageRoots.createFolders(folder);
            removeOldParts(now);
            list().stream()
                    .filter(plan -> Instant.parse(plan.expiresAt()).plus(KEPT).isBefore(now))
                    .forEach(plan -> DurableFiles.tryDeleteTree(folder.resolve(plan.id())));
            Files.createDirectory(part);
            PlanSummary summary;
            PlannedBytes freed = new PlannedBytes(layout, planner.catalog());
            try (PlanWriter writer = new PlanWriter(part, policy, now, freed)) {
                planner.plan(policy, now, writer);
                summary = writer.finish(ttl);
            }
            Path place = folder.resolve(summary.id());
            if (!isStored.test(summary) || Files.exists(place)) {
                return summary;
            }
            DurableFiles.publish(part, place);
            return summary;
        } catch (UncheckedIOException e) {
            throw StorageErrors.translate(e.getCause(), "The plan could not be written to " + folder);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The plan could not be written to " + folder);
        } finally {
            DurableFiles.tryDeleteTree(part);
        }
    }

    /** Removes what processes left that were killed while they made a plan. */
    private void removeOldParts(Instant now) throws IOException {
        for (Path entry : entries()) {
            if (entry.getFileName().toString().startsWith(PART)
                    && Files.getLastModifiedTime(entry).toInstant().isBefore(now.minus(OLD_PART))) {
                DurableFiles.tryDeleteTree(entry);
            }
        }
    }

    /** Returns the newest plans, newest first. */
    public List<PlanSummary> list() {
        return entries().stream()
                .map(entry -> entry.getFileName().toString())
                .flatMap(id -> find(id).stream())
                .sorted(Comparator.comparing(PlanSummary::createdAt).reversed())
                .limit(MAX_LISTED)
                .toList();
    }

    /** Returns a plan; empty if no plan has this id. */
    public Optional<PlanSummary> find(String id) {
        if (!ID.matcher(id).matches() || !Files.exists(PlanFiles.summary(folder.resolve(id)))) {
            return Optional.empty();
        }
        return Optional.of(RecordMapper.read(PlanFiles.summary(folder.resolve(id)), PlanSummary.class));
    }

    /**
     * Returns a plan.
     *
     * @throws UnknownPlanException if no plan has this id
     */
    public PlanSummary get(String id) {
        return find(id).orElseThrow(() -> new UnknownPlanException(id));
    }

    /** Returns entries of a plan, in its order. */
    public List<PlanEntry> entries(String id, long skip, int limit) {
        return read(PlanFiles.entries(folder.resolve(id)), skip, limit, PlanEntry.class);
    }

    /** Returns removals of a plan that do not happen, in its order. */
    public List<KeptEntry> kept(String id, long skip, int limit) {
        return read(PlanFiles.kept(folder.resolve(id)), skip, limit, KeptEntry.class);
    }

    /** Returns results of a plan's entries, in their order. */
    public List<EntryResult> results(String id, long skip, int limit) {
        return read(PlanFiles.progress(folder.resolve(id)), skip, limit, EntryResult.class);
    }

    Path folder(String id) {
        return folder.resolve(id);
    }

    private static <T> List<T> read(Path file, long skip, int limit, Class<T> type) {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            return lines.lines()
                    .skip(skip)
                    .limit(limit)
                    .flatMap(line -> record(line, type).stream())
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " could not be read");
        }
    }

    /** A torn last line, of results that are being written, is left out. */
    private static <T> Optional<T> record(String line, Class<T> type) {
        try {
            return Optional.of(RecordMapper.read(line.getBytes(StandardCharsets.UTF_8), type));
        } catch (UnreadableRecordException e) {
            return Optional.empty();
        }
    }

    private List<Path> entries() {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageErrors.translate(e, folder + " could not be listed");
        }
    }
}

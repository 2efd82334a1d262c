package io.runfolio.retention.plan;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.Catalog.CatalogRun;
import io.runfolio.catalog.RunInventory;
import io.runfolio.dedup.OriginalNameReader;
import io.runfolio.dedup.OriginalNames;
import io.runfolio.files.PathResolver;
import io.runfolio.retention.purge.TrashNames;
import io.runfolio.run.AssetRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Counts the bytes that come free with the removals of a plan.
 *
 * <p>Bytes with several names count once, with the removal of the last name. Only in a library with objects, of
 * originals that may have several names, are files looked at. Used for the removals of one plan, in its order. Not
 * thread-safe.
 */
final class PlannedBytes {
    private final BundleLayout layout;
    private final Catalog catalog;
    private final OriginalNameReader reader;
    private final Set<String> shared;
    private final Map<Object, Integer> taken = new HashMap<>();
    private TrashNames trash;

    PlannedBytes(BundleLayout layout, Catalog catalog) {
        this.layout = layout;
        this.catalog = catalog;
        this.reader = new OriginalNameReader(layout);
        this.shared = reader.hasObjects() ? reader.shared() : Set.of();
    }

    /** Returns the bytes that come free with a removal. */
    long of(RunInventory run, RunOutcome.Part part) {
        if (!mayShare(run, part)) {
            return part.bytes();
        }
        Optional<CatalogRun> found = catalog.run(run.runId());
        if (found.isEmpty()) {
            return part.bytes();
        }
        PathResolver bundle = new PathResolver(layout.bundle(run.runPath()));
        long bytes = part.bytes();
        for (Map.Entry<String, String> original : originals(found.get(), part).entrySet()) {
            bytes -= bundle.file(original.getKey())
                    .flatMap(file -> reader.find(file, original.getValue()))
                    .filter(names -> !isLast(names))
                    .map(OriginalNames::bytes)
                    .orElse(0L);
        }
        return Math.max(0, bytes);
    }

    private boolean mayShare(RunInventory run, RunOutcome.Part part) {
        if (shared.isEmpty()) {
            return false;
        }
        return switch (part.rule().action()) {
            case KEEP, DERIVATIVES -> false;
            case ORIGINALS, BINARIES -> mayShare(run.items().get(part.item()));
            case BUNDLE -> run.inputBytes() > 0 || run.items().stream().anyMatch(this::mayShare);
        };
    }

    private boolean mayShare(RunInventory.Item item) {
        return item.originalBytes() > 0 && (item.sha256() == null || shared.contains(item.sha256()));
    }

    /** Returns the paths of the originals that a removal takes, each with its checksum or an empty text. */
    private static Map<String, String> originals(CatalogRun run, RunOutcome.Part part) {
        Stream<AssetRecord> outputs = run.view().artifacts().stream()
                .skip(Math.max(0, part.item()))
                .limit(part.isWhole() ? Long.MAX_VALUE : 1)
                .flatMap(artifact -> artifact.asset().stream());
        Stream<AssetRecord> inputs = part.isWhole() ? run.view().run().inputs().stream() : Stream.empty();
        return Stream.concat(outputs, inputs)
                .filter(asset -> asset.relativePath() != null)
                .collect(Collectors.toMap(
                        AssetRecord::relativePath,
                        asset -> asset.sha256() == null ? "" : asset.sha256(),
                        (first, second) -> first));
    }

    /** Counts one more name that goes, and returns whether it is the last one. */
    private boolean isLast(OriginalNames names) {
        if (trash == null) {
            trash = new TrashNames(layout, Set.of());
        }
        return taken.merge(names.key(), 1, Integer::sum) + trash.count(names.key()) >= names.names();
    }
}

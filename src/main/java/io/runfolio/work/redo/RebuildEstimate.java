package io.runfolio.work.redo;

import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetRecord;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Estimate of a rebuild, measured on a sample.
 *
 * <p>Its derivatives are really made in a temporary folder, and not recorded.
 *
 * @param outputs all outputs that were selected
 * @param toMake outputs whose derivatives would be made
 * @param others outputs that would be left alone, by reason
 * @param sampled outputs that were made for the measurement
 * @param bytes size of all files that would be made
 * @param bytesReplaced size of the files that they would replace
 * @param seconds time in one process on this machine
 */
public record RebuildEstimate(
        int outputs,
        int toMake,
        Map<String, Integer> others,
        int sampled,
        long bytes,
        long bytesReplaced,
        double seconds) {

    private static final class Sum {
        private double weight;
        private double bytes;
        private double seconds;
        private double sampledWeight;
        private int sampled;
        private int count;
    }

    /**
     * Measures a sample of each kind of file, spread over all outputs.
     *
     * @param sample number of outputs of each kind to make
     */
    public static RebuildEstimate of(
            DerivativeRebuild rebuild, List<RebuildItem> items, RebuildRequest request, int sample) {
        Map<String, Integer> others = new TreeMap<>();
        Map<AssetKind, List<RebuildItem>> byKind = new EnumMap<>(AssetKind.class);
        Map<AssetKind, Sum> sums = new EnumMap<>(AssetKind.class);
        long replaced = 0;
        for (RebuildItem item : items) {
            DerivativeRebuild.Plan plan = rebuild.plan(item, request);
            if (plan.work().isEmpty()) {
                others.merge(reason(plan.otherwise()), 1, Integer::sum);
                continue;
            }
            AssetRecord asset = plan.work().get().asset();
            byKind.computeIfAbsent(asset.kind(), kind -> new ArrayList<>()).add(item);
            Sum sum = sums.computeIfAbsent(asset.kind(), kind -> new Sum());
            sum.weight += weight(asset);
            sum.count++;
            replaced += replaced(plan.work().get(), request);
        }
        byKind.forEach((kind, all) -> measure(rebuild, all, request, sample, sums.get(kind)));
        double bytes = 0;
        double seconds = 0;
        int sampled = 0;
        int count = 0;
        for (Sum sum : sums.values()) {
            count += sum.count;
            sampled += sum.sampled;
            if (sum.sampled > 0) {
                double factor = sum.weight / sum.sampledWeight;
                bytes += sum.bytes * factor;
                seconds += sum.seconds * factor;
            }
        }
        return new RebuildEstimate(
                items.size(), count, others, sampled, Math.round(bytes), replaced, Math.round(seconds * 10) / 10.0);
    }

    private static String reason(RebuildOutcome outcome) {
        return outcome.reason().isEmpty() ? "up_to_date" : outcome.reason();
    }

    private static void measure(
            DerivativeRebuild rebuild, List<RebuildItem> all, RebuildRequest request, int sample, Sum sum) {
        int count = Math.min(sample, all.size());
        for (int i = 0; i < count; i++) {
            RebuildItem item = all.get((int) ((long) i * all.size() / count));
            rebuild.plan(item, request).work().ifPresent(work -> {
                long begun = System.nanoTime();
                try {
                    sum.bytes += rebuild.measure(work);
                } catch (OriginalChangedException e) {
                    return; // the rebuild would fail for it as well
                }
                sum.seconds += (System.nanoTime() - begun) / (double) TimeUnit.SECONDS.toNanos(1);
                sum.sampledWeight += weight(work.asset());
                sum.sampled++;
            });
        }
    }

    /** Clips count by their length, pictures all alike: their derivatives have a maximum size. */
    private static double weight(AssetRecord asset) {
        return asset.durationSeconds() == null ? 1 : Math.max(0.1, asset.durationSeconds());
    }

    private static long replaced(DerivativeRebuild.Work work, RebuildRequest request) {
        if (work.isFactsOnly()) {
            return 0;
        }
        return MadeFile.of(work.asset()).stream()
                .filter(file -> request.replace() || file.path().contains(".redo-"))
                .filter(file -> !work.missing().contains(file))
                .mapToLong(file -> file.bytes() == null ? 0 : file.bytes())
                .sum();
    }
}

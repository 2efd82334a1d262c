import io.runfolio.bundle.BundleLayout;
import io.runfolio.index.RunIndex;
import io.runfolio.run.RunIndexEntry;
import io.runfolio.wiring.Backends;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What one append costs at so many lines, and what the bare write and flush of such a line costs on this disk. */
final class MeasureIndex {
    private static final int BATCH = 10_000;
    private static final int WARM_UPS = 200;

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        int appends = Integer.parseInt(arguments[1]);
        BundleLayout layout = Backends.outputs(folder);
        RunIndex index = new RunIndex(layout);
        System.out.println(
                "| lines | append, median ms | 99th of 100 ms | bare write and flush, median ms | reading the index at a start, s |");
        System.out.println("|--:|--:|--:|--:|--:|");
        for (int lines : new int[] {10, 100_000, 1_000_000}) {
            grow(index, lines);
            long begun = System.nanoTime();
            RunIndex fresh = new RunIndex(layout);
            fresh.size();
            double start = (System.nanoTime() - begun) / 1e9;
            double[][] measured = append(fresh, lines, appends, folder.resolve("bare"));
            System.out.printf(
                    Locale.ROOT,
                    "| %,d | %.3f | %.3f | %.3f | %.2f |%n",
                    lines,
                    at(measured[0], 0.5),
                    at(measured[0], 0.99),
                    at(measured[1], 0.5),
                    start);
        }
    }

    private static void grow(RunIndex index, int lines) {
        while (index.size() < lines) {
            List<RunIndexEntry> batch = new ArrayList<>();
            for (int i = index.size(); i < lines && batch.size() < BATCH; i++) {
                batch.add(entry(String.format(Locale.ROOT, "20260326_214512_model_%07d", i)));
            }
            index.appendAll(batch);
        }
    }

    /** Appends and bare writes in turn, as a disk has good and bad moments. */
    private static double[][] append(RunIndex index, int lines, int appends, Path bare) throws Exception {
        double[][] millis = new double[2][appends];
        byte[] line = new byte[420];
        Arrays.fill(line, (byte) 'x');
        try (RandomAccessFile out = new RandomAccessFile(bare.toFile(), "rw")) {
            for (int i = -WARM_UPS; i < appends; i++) {
                RunIndexEntry entry = entry("20260327_000000_at_" + lines + "_" + (i + WARM_UPS));
                long begun = System.nanoTime();
                index.append(entry);
                long appended = System.nanoTime();
                out.seek(out.length());
                out.write(line);
                out.getChannel().force(false);
                long written = System.nanoTime();
                if (i >= 0) {
                    millis[0][i] = (appended - begun) / 1e6;
                    millis[1][i] = (written - appended) / 1e6;
                }
            }
        }
        Files.delete(bare);
        return millis;
    }

    private static double at(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
    }

    private static RunIndexEntry entry(String runId) {
        return new RunIndexEntry(
                runId,
                "2026-03-26T21:45:12+00:00",
                "succeeded",
                "nano-banana-pro",
                null,
                List.of("cover", "march"),
                "misty mountain ridges at sunrise, keep the composition of my sketch",
                "original/output_01.png",
                "web/output_01.webp",
                "web/output_01.webp",
                "thumb/output_01.webp",
                1,
                1,
                false,
                true,
                null,
                "2026-03-26/" + runId);
    }
}

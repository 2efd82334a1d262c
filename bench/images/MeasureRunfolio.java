import com.sun.management.OperatingSystemMXBean;
import io.runfolio.media.DerivativeTargets;
import io.runfolio.media.MediaJob;
import io.runfolio.media.image.ImageProcessor;
import io.runfolio.media.image.foreign.FallbackDecoder;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetState;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.settings.RunfolioSettings;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Makes web and thumb of each picture again and again, and prints what each round cost: tool, picture, CPU and wall
 * seconds. The whole process counts, with compiler and collector.
 */
final class MeasureRunfolio {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    public static void main(String[] arguments) throws Exception {
        Path out = Files.createDirectories(Path.of(arguments[1]));
        int warmUps = Integer.parseInt(arguments[2]);
        int rounds = Integer.parseInt(arguments[3]);
        var media = RunfolioSettings.from(Map.of()).media();
        ImageProcessor images = new ImageProcessor(media.image(), media.maxBytes(), FallbackDecoder.none());
        List<Path> pictures;
        try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
            pictures = files.filter(file -> !file.toString().endsWith(".part"))
                    .sorted()
                    .toList();
        }
        for (int round = -warmUps; round < rounds; round++) {
            for (Path picture : pictures) {
                long cpu = SYSTEM.getProcessCpuTime();
                long wall = System.nanoTime();
                derive(images, picture, out);
                wall = System.nanoTime() - wall;
                cpu = SYSTEM.getProcessCpuTime() - cpu;
                if (round >= 0) {
                    System.out.printf(Locale.ROOT, "runfolio\t%s\t%.4f\t%.4f%n", stem(picture), cpu / 1e9, wall / 1e9);
                }
            }
        }
    }

    private static void derive(ImageProcessor images, Path picture, Path out) throws Exception {
        Path web = out.resolve(stem(picture) + "-web");
        Path thumb = out.resolve(stem(picture) + "-thumb");
        Files.deleteIfExists(Path.of(web + ".webp"));
        Files.deleteIfExists(Path.of(thumb + ".webp"));
        DerivativeTargets targets = new DerivativeTargets(web, thumb, thumb, out.resolve("log"));
        var result = images.derive(new MediaJob(
                picture, AssetKind.IMAGE, picture.getFileName().toString(), targets, DerivativeSettings.defaults()));
        if (result.state() != AssetState.READY) {
            throw new IllegalStateException(picture + ": " + result);
        }
    }

    private static String stem(Path picture) {
        return picture.getFileName().toString().replaceAll("\\.[a-z]+$", "");
    }
}

package io.runfolio.bench;

import io.runfolio.media.DerivativeTargets;
import io.runfolio.media.MediaJob;
import io.runfolio.media.MediaResult;
import io.runfolio.media.image.ImageProcessor;
import io.runfolio.media.image.foreign.FallbackDecoder;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetState;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.settings.RunfolioSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Web and thumb of one picture at the defaults, inside a JVM that has warmed up. The folder of the pictures is the
 * system property {@code pictures}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 5, time = 5)
@Fork(1)
public class PictureBenchmark {
    @Param({"png-1024.png", "png-2048.png", "png-4096.png", "jpeg-12mp.jpg"})
    public String picture;

    private ImageProcessor images;
    private Path source;
    private Path web;
    private Path thumb;

    @Setup
    public void open() throws IOException {
        var media = RunfolioSettings.from(Map.of()).media();
        images = new ImageProcessor(media.image(), media.maxBytes(), FallbackDecoder.none());
        source = Path.of(System.getProperty("pictures")).resolve(picture);
        Path out = Files.createTempDirectory("runfolio-jmh");
        web = out.resolve("web");
        thumb = out.resolve("thumb");
    }

    /** Derivatives are new files each time. */
    @Setup(Level.Invocation)
    public void clear() throws IOException {
        Files.deleteIfExists(Path.of(web + ".webp"));
        Files.deleteIfExists(Path.of(thumb + ".webp"));
    }

    @Benchmark
    public MediaResult webAndThumb() {
        MediaResult result = images.derive(new MediaJob(
                source,
                AssetKind.IMAGE,
                picture,
                new DerivativeTargets(web, thumb, thumb, web.resolveSibling("log")),
                DerivativeSettings.defaults()));
        if (result.state() != AssetState.READY) {
            throw new IllegalStateException(result.toString());
        }
        return result;
    }
}

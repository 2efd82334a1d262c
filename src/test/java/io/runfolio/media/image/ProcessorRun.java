package io.runfolio.media.image;

import com.luciad.imageio.webp.WebPImageReaderSpi;
import io.runfolio.media.Derivative;
import io.runfolio.media.DerivativeTargets;
import io.runfolio.media.MediaJob;
import io.runfolio.media.MediaResult;
import io.runfolio.media.MediaSniffer;
import io.runfolio.media.SniffedType;
import io.runfolio.media.image.foreign.FallbackDecoder;
import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.run.AssetKind;
import io.runfolio.run.DerivativeKind;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.settings.ImageSettings;
import io.runfolio.settings.MediaSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;

/** Runs the processor on files in a folder, and reads the derivatives. */
public final class ProcessorRun {
    private static final ImageSettings SETTINGS = MediaSettings.defaults().image();

    private final Path folder;
    private final ImageProcessor processor;
    private DerivativeSettings settings = DerivativeSettings.defaults();

    public ProcessorRun(Path folder) {
        this(folder, SETTINGS, FallbackDecoder.none());
    }

    ProcessorRun(Path folder, ImageSettings limits, FallbackDecoder fallback) {
        this(folder, limits, fallback, 64L << 20);
    }

    ProcessorRun(Path folder, ImageSettings limits, FallbackDecoder fallback, long maxBytes) {
        this.folder = folder;
        this.processor = new ImageProcessor(limits, maxBytes, fallback);
    }

    /** Requests web pictures as lossless PNG of the original's size, so that pixels can be compared. */
    public ProcessorRun exact() {
        settings = new DerivativeSettings(16_000, "png", 100, 384, "png", 100, 1280, 640, "jpg", false, true);
        return this;
    }

    public ProcessorRun with(DerivativeSettings wanted) {
        settings = wanted;
        return this;
    }

    public MediaResult derive(String name, byte[] file) throws IOException {
        return processor.derive(job(name, file));
    }

    MediaResult inspect(String name, byte[] file) throws IOException {
        return processor.inspect(job(name, file));
    }

    /** Returns the pixels of the web derivative of a file that must come out ready. */
    public Pixels web(String name, byte[] file) throws IOException {
        return pixels(derive(name, file), DerivativeKind.WEB);
    }

    public static Derivative one(MediaResult result, DerivativeKind kind) {
        return result.derivatives().stream()
                .filter(one -> one.kind() == kind)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + ": " + result.problem()));
    }

    public static Pixels pixels(MediaResult result, DerivativeKind kind) {
        Path file = one(result, kind).file();
        ImageReader reader = reader(MediaSniffer.sniff(file).orElseThrow().format());
        try (FileImageInputStream in = new FileImageInputStream(file.toFile())) {
            reader.setInput(in);
            return Pictures.pixels(reader.read(0, reader.getDefaultReadParam()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            reader.dispose();
        }
    }

    /** Returns a reader that is not under test: the platform's, or libwebp's. */
    private static ImageReader reader(SniffedType.Format format) {
        return format == SniffedType.Format.WEBP
                ? new WebPImageReaderSpi().createReaderInstance(null)
                : ImageIO.getImageReadersByFormatName(format == SniffedType.Format.PNG ? "png" : "jpeg")
                        .next();
    }

    private MediaJob job(String name, byte[] file) throws IOException {
        Path source = Files.write(folder.resolve(name), file);
        Path out = Files.createDirectories(folder.resolve("out"));
        DerivativeTargets targets = new DerivativeTargets(
                out.resolve("web"), out.resolve("thumb"), out.resolve("poster"), out.resolve("log"));
        return new MediaJob(source, AssetKind.IMAGE, name, targets, settings);
    }
}

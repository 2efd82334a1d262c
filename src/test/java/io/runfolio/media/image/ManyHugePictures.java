package io.runfolio.media.image;

import io.runfolio.media.DerivativeTargets;
import io.runfolio.media.MediaJob;
import io.runfolio.media.MediaResult;
import io.runfolio.media.image.foreign.FallbackDecoder;
import io.runfolio.run.AssetKind;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.settings.ImageSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Program that derives all pictures of a folder at once and prints the state of each. */
final class ManyHugePictures {
    private ManyHugePictures() {}

    /** Runs with two arguments: the folder, and the megapixels that may be decoded at once. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        int inFlight = Integer.parseInt(arguments[1]);
        ImageProcessor images =
                new ImageProcessor(new ImageSettings(100, inFlight, 100, 0, 0), 512L << 20, FallbackDecoder.none());
        List<Path> pictures;
        try (Stream<Path> files = Files.list(folder)) {
            pictures = files.filter(Files::isRegularFile).sorted().toList();
        }
        ExecutorService threads = Executors.newFixedThreadPool(pictures.size());
        List<Future<MediaResult>> results = new ArrayList<>();
        for (Path picture : pictures) {
            Callable<MediaResult> work = () -> images.derive(job(folder, picture));
            results.add(threads.submit(work));
        }
        for (int at = 0; at < pictures.size(); at++) {
            MediaResult result = results.get(at).get();
            System.out.println(pictures.get(at).getFileName() + " " + result.state() + " "
                    + result.problem().map(MediaResult.Problem::code).orElse("-"));
        }
        threads.shutdown();
    }

    private static MediaJob job(Path folder, Path picture) throws Exception {
        Path out = Files.createDirectories(folder.resolve("out"));
        String name = picture.getFileName().toString();
        DerivativeTargets targets = new DerivativeTargets(
                out.resolve(name + "-web"), out.resolve(name + "-thumb"), out.resolve(name), out.resolve("log"));
        return new MediaJob(
                picture,
                AssetKind.IMAGE,
                name,
                targets,
                new DerivativeSettings(200, "jpg", 80, 100, "jpg", 80, 1280, 640, "jpg", false, true));
    }
}

package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.media.DerivativeTargets;
import io.runfolio.media.MediaJob;
import io.runfolio.media.image.ImageProcessor;
import io.runfolio.media.image.foreign.FallbackDecoder;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetState;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunRequest;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts reads, writes, flushes and allocations of a run by the JVM's flight recorder. */
class WorkPerRunTest {
    /** Sniffing and headers read a file's head a few times. */
    private static final long HEADS = 128 << 10;

    private static final double MAX_BYTES_PER_PIXEL = 11;

    @TempDir
    Path folder;

    @Test
    void a_picture_is_read_once_to_be_copied_and_once_to_be_decoded() throws IOException {
        TestWorkspace testWorkspace = new TestWorkspace(folder);
        Path picture = noise(testWorkspace.media.resolve("noise.png"), 700, 500);
        long size = Files.size(picture);

        List<RecordedEvent> events = recorded(() -> bundle(testWorkspace, "noise.png"));

        assertThat(size).isGreaterThan(900_000);
        // the source is opened folder by folder, so its bare name is what the recorder knows
        long copied = sum(events, "jdk.FileRead", "noise.png", "bytesRead");
        assertThat(copied).isBetween(size, size + HEADS);
        // on the way to the decode the chunks' headers are walked through
        assertThat(sum(events, "jdk.FileRead", "original/output_01.png", "bytesRead"))
                .isBetween(size, size * 9 / 8 + HEADS);
    }

    @Test
    void originals_and_derivatives_are_written_once() throws IOException {
        TestWorkspace testWorkspace = new TestWorkspace(folder);
        long size = Files.size(noise(testWorkspace.media.resolve("noise.png"), 700, 500));
        RunArtifact[] run = new RunArtifact[1];

        List<RecordedEvent> events = recorded(() -> run[0] = bundle(testWorkspace, "noise.png"));

        var asset = run[0].outputs().get(0);
        assertThat(sum(events, "jdk.FileWrite", "original/output_01.png", "bytesWritten"))
                .isEqualTo(size);
        assertThat(sum(events, "jdk.FileWrite", asset.webPath(), "bytesWritten"))
                .isEqualTo(asset.bytesWeb());
        assertThat(sum(events, "jdk.FileWrite", asset.thumbPath(), "bytesWritten"))
                .isEqualTo(asset.bytesThumb());
    }

    @Test
    void every_file_of_a_bundle_and_every_folder_that_names_anything_is_forced_once() throws IOException {
        TestWorkspace testWorkspace = new TestWorkspace(folder);
        testWorkspace.writePicture("a.png", 60, 40, 1);
        testWorkspace.writePicture("b.jpg", 60, 40, 2);
        RunArtifact[] run = new RunArtifact[1];

        List<RecordedEvent> events = recorded(() -> run[0] = bundle(testWorkspace, "a.png", "b.jpg"));

        Path bundle = testWorkspace.outputs.resolve(run[0].runDir());
        String staged = "/" + bundle.getFileName();
        Map<String, Integer> forces = new TreeMap<>();
        Map<String, Integer> elsewhere = new TreeMap<>();
        for (RecordedEvent event : named(events, "jdk.FileForce")) {
            String path = path(event).replace('\\', '/');
            int at = path.indexOf(staged);
            if (at >= 0) {
                forces.merge(path.substring(at + staged.length()), 1, Integer::sum);
            } else {
                elsewhere.merge(path, 1, Integer::sum);
            }
        }
        Map<String, Integer> once = new TreeMap<>();
        try (Stream<Path> files = Files.walk(bundle)) {
            files.filter(file -> !isEmptyFolder(file))
                    .forEach(file -> once.put(
                            file.equals(bundle)
                                    ? ""
                                    : "/" + bundle.relativize(file).toString().replace('\\', '/'),
                            1));
        }
        assertThat(forces).isEqualTo(once);
        assertThat(elsewhere.values().stream().mapToInt(Integer::intValue).sum())
                .as("day, outputs, index, ledger and what names them: %s", elsewhere)
                .isLessThanOrEqualTo(8);
    }

    @Test
    void a_picture_costs_few_bytes_of_heap_a_pixel() throws IOException {
        int width = 2400;
        int height = 1600;
        Path picture = noise(folder.resolve("large.png"), width, height);
        var media = new TestWorkspace(folder.resolve("workshop")).settings().media();
        ImageProcessor images = new ImageProcessor(media.image(), media.maxBytes(), FallbackDecoder.none());
        derive(images, picture, "warm");

        long before = allocated();
        derive(images, picture, "measured");
        long bytes = allocated() - before;

        // 10.6, with the thumb's pixels for its placeholder and its hash; a whole decoded picture would be 3 or 4 more
        assertThat(bytes / (double) (width * height)).isLessThan(MAX_BYTES_PER_PIXEL);
    }

    @Test
    void a_start_reads_index_and_event_ledger_once_and_no_bundle() throws IOException {
        TestWorkspace testWorkspace = new TestWorkspace(folder);
        for (int i = 0; i < 3; i++) {
            bundle(testWorkspace);
        }

        List<RecordedEvent> events =
                recorded(() -> Runfolio.open(testWorkspace.settings()).close());

        for (String file : List.of("index.jsonl", ".runfolio/events.jsonl")) {
            assertThat(sum(events, "jdk.FileRead", file, "bytesRead"))
                    .isEqualTo(Files.size(testWorkspace.outputs.resolve(file)));
        }
        String bundles =
                testWorkspace.bundles().get(0).getParent().getFileName().toString();
        assertThat(named(events, "jdk.FileRead").stream()
                        .filter(event -> path(event).contains(bundles)))
                .isEmpty();
    }

    private static boolean isEmptyFolder(Path file) {
        String[] names = file.toFile().list();
        return names != null && names.length == 0;
    }

    private void derive(ImageProcessor images, Path picture, String name) {
        Path stem = folder.resolve(name);
        Path thumb = folder.resolve(name + "-thumb");
        var result = images.derive(new MediaJob(
                picture,
                AssetKind.IMAGE,
                "large.png",
                new DerivativeTargets(stem, thumb, thumb, folder.resolve("log")),
                DerivativeSettings.defaults()));
        assertThat(result.state()).isEqualTo(AssetState.READY);
    }

    private static long allocated() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    private static RunArtifact bundle(TestWorkspace testWorkspace, String... pictures) {
        try (Runfolio runfolio = Runfolio.open(testWorkspace.settings())) {
            var request = RunRequest.builder("succeeded", "test-model");
            for (String picture : pictures) {
                request.output(AssetKind.IMAGE, "media/" + picture);
            }
            return runfolio.createRunArtifact(request.build());
        }
    }

    private static Path noise(Path file, int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(7);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, random.nextInt());
            }
        }
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    private List<RecordedEvent> recorded(Runnable work) throws IOException {
        Path file = folder.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            for (String name : List.of("jdk.FileRead", "jdk.FileWrite", "jdk.FileForce")) {
                recording.enable(name).withoutThreshold().withoutStackTrace();
            }
            recording.start();
            work.run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file);
    }

    private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
        List<RecordedEvent> found = new ArrayList<>(events);
        found.removeIf(event -> !event.getEventType().getName().equals(name));
        return found;
    }

    /** Files are written under another name and renamed. */
    private static String path(RecordedEvent event) {
        String path = event.getString("path");
        return path == null ? "" : "/" + path.replaceFirst("\\.part$", "");
    }

    private static long sum(List<RecordedEvent> events, String name, String pathEnd, String field) {
        return named(events, name).stream()
                .filter(event -> path(event).replace('\\', '/').endsWith("/" + pathEnd))
                .mapToLong(event -> Math.max(0, event.getLong(field)))
                .sum();
    }
}

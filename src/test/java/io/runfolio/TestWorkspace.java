package io.runfolio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.cli.RunfolioCommand;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import io.runfolio.work.Verification;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Folders, files and events for tests of the whole flow. Results are read as plain JSON, not by the code under test.
 */
public final class TestWorkspace {
    private static final ObjectMapper JSON = io.runfolio.json.CollidingFieldNames.robustMapper();

    public final Path root;
    public final Path inbox;
    public final Path outputs;
    public final Path media;
    /** Temporary files of worker processes. */
    public final Path temporary;

    public TestWorkspace(Path root) {
        this.root = root;
        inbox = root.resolve("inbox");
        outputs = root.resolve("outputs");
        media = root.resolve("media");
        temporary = root.resolve("temporary");
        try {
            Files.createDirectories(inbox);
            Files.createDirectories(media);
            Files.createDirectories(temporary);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies all files with their times. Names that are links to one file are links to one copy, as after a kill. */
    TestWorkspace copyTo(Path folder) {
        TestWorkspace copy = new TestWorkspace(folder);
        Map<Object, Path> copies = new HashMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.toList()) {
                Path to = folder.resolve(root.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(to);
                    continue;
                }
                Path first = copies.putIfAbsent(
                        Files.readAttributes(path, BasicFileAttributes.class).fileKey(), to);
                if (first == null) {
                    Files.copy(path, to, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
                } else {
                    Files.createLink(to, first);
                }
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RunfolioSettings settings(String... keysAndValues) {
        Map<String, String> values = new TreeMap<>(Map.of(
                "runfolio.inbox", inbox.toString(),
                "runfolio.outputs", outputs.toString(),
                "runfolio.source-roots", root.toString(),
                "runfolio.templates", root.resolve("templates").toString(),
                "runfolio.orders", root.resolve("orders").toString(),
                "runfolio.workflow.runs", root.resolve("runs").toString(),
                "runfolio.poll-interval", "50ms",
                "runfolio.retry-delay", "20ms",
                "runfolio.source.settle", "100ms"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return RunfolioSettings.from(values);
    }

    /** Returns options of the command line for these folders. */
    public List<String> options() {
        return List.of(
                "--inbox",
                inbox.toString(),
                "--outputs",
                outputs.toString(),
                "--set",
                "runfolio.source-roots=" + root,
                "--set",
                "runfolio.poll-interval=50ms");
    }

    /** Runs {@code worker --drain} in this process and returns its exit code. */
    public int drain(String... more) {
        List<String> words = new ArrayList<>(List.of("worker", "--drain"));
        words.addAll(options());
        words.addAll(List.of(more));
        return RunfolioCommand.execute(words.toArray(String[]::new));
    }

    /**
     * Result of {@code worker --drain}.
     *
     * @param code exit code
     * @param log what it said on standard error
     */
    public record Drained(int code, String log) {}

    /** Runs {@code worker --drain} in this process with its log. */
    public Drained drainAndLog() {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            int code = drain();
            return new Drained(code, log.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }

    /** Returns the bundle of an event. */
    public Path bundleOf(String eventId) {
        return bundles().stream()
                .filter(bundle -> eventOf(bundle).equals(eventId))
                .findFirst()
                .orElseThrow();
    }

    /** Returns the ids of the events that have a bundle. */
    public Set<String> bundledEvents() {
        return bundles().stream().map(TestWorkspace::eventOf).collect(Collectors.toSet());
    }

    /** Returns the id of the event that a bundle was made from. */
    public static String eventOf(Path bundle) {
        return json(bundle.resolve("run.json"))
                .at("/source_metadata/runfolio/event_id")
                .asText();
    }

    /** Verifies inbox and outputs. */
    public Verification.Report verify() {
        return Verification.of(Backends.outputs(outputs), Backends.audit(settings()), (done, of) -> {});
    }

    /** Writes an interlaced PNG: a small file whose RGB pixels are all in memory during the decode. */
    public void writeInterlacedPng(String name, int side) {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_BINARY);
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        try (ImageOutputStream out =
                ImageIO.createImageOutputStream(media.resolve(name).toFile())) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), param);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
    }

    /** Paints a picture with a gradient and a disc; no two seeds look alike. */
    public Path writePicture(String name, int width, int height, int seed) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        Color from = new Color((seed * 97) & 255, (seed * 57) & 255, 200);
        graphics.setPaint(new GradientPaint(0, 0, from, width, height, new Color(250, 180, (seed * 31) & 255)));
        graphics.fillRect(0, 0, width, height);
        graphics.setColor(Color.WHITE);
        graphics.fillOval(width / 4 + seed % 20, height / 4, width / 3, height / 3);
        graphics.dispose();
        try {
            Path file = media.resolve(name);
            ImageIO.write(image, name.endsWith(".jpg") ? "jpg" : "png", file.toFile());
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts the templates of {@code samples/} where {@link #settings} looks for them. */
    public Path sampleTemplates() {
        Path folder = root.resolve("templates");
        try (Stream<Path> samples = Files.list(Path.of("samples", "templates"))) {
            Files.createDirectories(folder);
            for (Path sample : samples.toList()) {
                Files.copy(sample, folder.resolve(sample.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Drops an event as producers do. */
    public Path drop(String name, String json) {
        try {
            Path part = Files.write(inbox.resolve(name + ".part"), json.getBytes(StandardCharsets.UTF_8));
            return Files.move(part, inbox.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a bare event with outputs of the media folder. */
    public static String event(String key, String status, String... outputs) {
        StringBuilder assets = new StringBuilder();
        for (String output : outputs) {
            String kind = output.endsWith(".mp4") ? "video" : "image";
            assets.append(assets.length() == 0 ? "" : ",")
                    .append("{\"kind\":\"" + kind + "\",\"source_path\":\"media/" + output + "\",\"role\":\"output\"}");
        }
        return "{\"status\":\"" + status + "\",\"model_key\":\"test-model\",\"idempotency_key\":\"" + key
                + "\",\"created_at\":\"2026-03-26T21:45:12+00:00\",\"prompts\":{\"raw\":\"a disc\"},\"outputs\":["
                + assets + "]}";
    }

    public List<JsonNode> indexLines() {
        try {
            Path index = outputs.resolve("index.jsonl");
            if (!Files.exists(index)) {
                return List.of();
            }
            String text = Files.readString(index);
            if (!text.isEmpty() && !text.endsWith("\n")) {
                throw new AssertionError("the index has a torn tail: " + text.substring(text.lastIndexOf('\n') + 1));
            }
            return text.lines().map(TestWorkspace::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the folders of all visible bundles. */
    public List<Path> bundles() {
        if (!Files.exists(outputs)) {
            return List.of();
        }
        // the folder of working data is left out, as its files come and go while a worker lives
        try (Stream<Path> days = Files.list(outputs)) {
            List<Path> bundles = new ArrayList<>();
            for (Path day : days.filter(Files::isDirectory)
                    .filter(day -> !day.endsWith(".runfolio"))
                    .toList()) {
                try (Stream<Path> files = Files.list(day)) {
                    files.forEach(bundles::add);
                }
            }
            return bundles.stream().sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static JsonNode json(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String sha256(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the names of the event files in a folder of the inbox, such as {@code .done}. */
    public List<String> events(String folder) {
        Path place = inbox.resolve(folder);
        if (!Files.exists(place)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(place)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json") && !name.startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns leftovers below {@code .runfolio/staging} and {@code .runfolio/ids}. A finished run has none. */
    public List<Path> leftovers() {
        Path control = outputs.resolve(".runfolio");
        return Stream.of("staging", "ids")
                .map(control::resolve)
                .filter(Files::exists)
                .flatMap(folder -> {
                    try (Stream<Path> files = Files.walk(folder)) {
                        return files
                                .filter(Files::isRegularFile)
                                .filter(file -> !file.getFileName().toString().endsWith(".alive"))
                                .toList()
                                .stream();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
    }
}

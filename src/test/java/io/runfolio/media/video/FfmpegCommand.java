package io.runfolio.media.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Runs the installed ffmpeg program, which makes clips and reads derivatives back independently. */
final class FfmpegCommand {
    private static final Map<List<String>, byte[]> MADE = new ConcurrentHashMap<>();
    private static final int MAX_KEPT_BYTES = 1 << 20;

    private FfmpegCommand() {}

    static Optional<Path> find(String name) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static void assumePresent() {
        assumeTrue(
                find("ffmpeg").isPresent() && find("ffprobe").isPresent(),
                "the test needs the ffmpeg program to make its clips");
    }

    /** Makes a clip; the arguments are split at blanks, the file is appended. */
    static Path make(Path file, String words) {
        return make(file, List.of(words.trim().split("\\s+")));
    }

    /** Makes a clip. One of generated pictures and sounds is encoded once for all tests of a JVM. */
    static Path make(Path file, List<String> words) {
        List<String> key = new ArrayList<>(words);
        key.add(file.getFileName().toString());
        try {
            byte[] made = MADE.get(key);
            if (made != null) {
                return Files.write(file, made);
            }
            List<String> line = new ArrayList<>(List.of("-y", "-v", "error"));
            line.addAll(words);
            line.add(file.toString());
            run("ffmpeg", line);
            boolean readsNoFile = words.stream().noneMatch(word -> word.startsWith(File.separator));
            if (readsNoFile && Files.size(file) <= MAX_KEPT_BYTES) {
                MADE.put(key, Files.readAllBytes(file));
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a clip or a sound like a program that cannot seek back to the header. */
    static Path makePiped(Path file, String words) {
        List<String> line = new ArrayList<>(List.of("-v", "error"));
        line.addAll(List.of(words.trim().split("\\s+")));
        line.add("pipe:1");
        try {
            return Files.write(file, MADE.computeIfAbsent(line, key -> run("ffmpeg", key)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Decodes a clip to planes of 4:2:0, upright, in a size. */
    static byte[] planes(Path clip, int width, int height) {
        return planes(clip, "null", width, height);
    }

    /** Decodes a clip to planes of 4:2:0, through a filter, in a size. */
    static byte[] planes(Path clip, String filter, int width, int height) {
        String filters = filter + ",scale=" + width + ":" + height + ":flags=bicubic,format=yuv420p";
        return run(
                "ffmpeg",
                List.of(
                        "-v",
                        "error",
                        "-i",
                        clip.toString(),
                        "-map",
                        "0:v:0",
                        "-fps_mode",
                        "passthrough",
                        "-vf",
                        filters,
                        "-f",
                        "rawvideo",
                        "-"));
    }

    static JsonNode probe(Path file) {
        try {
            return new ObjectMapper()
                    .readTree(run(
                            "ffprobe",
                            List.of(
                                    "-v",
                                    "error",
                                    "-show_streams",
                                    "-show_format",
                                    "-count_packets",
                                    "-of",
                                    "json",
                                    file.toString())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode videoStream(Path file) {
        return stream(file, "video").orElseThrow();
    }

    static Optional<JsonNode> stream(Path file, String type) {
        for (JsonNode stream : probe(file).path("streams")) {
            if (stream.path("codec_type").asText().equals(type)) {
                return Optional.of(stream);
            }
        }
        return Optional.empty();
    }

    static byte[] run(String program, List<String> arguments) {
        assumePresent();
        try {
            List<String> line =
                    new ArrayList<>(List.of(find(program).orElseThrow().toString()));
            line.addAll(arguments);
            Path errors = Files.createTempFile("ffmpeg", ".txt");
            Process process =
                    new ProcessBuilder(line).redirectError(errors.toFile()).start();
            process.getOutputStream().close();
            byte[] output = process.getInputStream().readAllBytes();
            assertThat(process.waitFor())
                    .as("%s: %s", line, Files.readString(errors))
                    .isZero();
            Files.delete(errors);
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

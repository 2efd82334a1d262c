package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A worker that is killed while it encodes a long clip in chunks. */
@EnabledOnOs(OS.LINUX)
class ChunkKillIT {
    private static final Duration SOON = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    @Test
    void a_kill_repeats_only_the_chunks_that_were_not_finished() throws Exception {
        TestWorkspace testWorkspace = new TestWorkspace(folder.resolve("worker"));
        String ffmpeg = onPath("ffmpeg");
        assumeTrue(!ffmpeg.isEmpty() && !onPath("ffprobe").isEmpty(), "ffmpeg is on the path");
        // frames that all cost alike, so that short chunks do not cost more
        String scene = "-f lavfi -i testsrc2=size=160x96:rate=30:duration=3 -vf noise=alls=50:allf=t"
                + " -c:v libx264 -preset ultrafast -g 30 -pix_fmt yuv420p";
        assertThat(Programs.succeeds(
                        Stream.of(ffmpeg + " -v error " + scene + " " + testWorkspace.media.resolve("clip.mp4"))
                                .flatMap(words -> Stream.of(words.split(" ")))
                                .toArray(String[]::new)))
                .isTrue();
        Path encodes = folder.resolve("encodes");
        Path stopped = folder.resolve("stopped");
        program(
                ffmpeg,
                "case \"$*\" in *[[]frames[]]*) ;; *-copyts*libx264*) echo >> '" + encodes + "'; [ -e '" + stopped
                        + "' ] || [ $(wc -l < '" + encodes + "') -lt 2 ] || { : > '" + stopped
                        + "'; exec sleep 600; } ;; esac");
        String[] settings = {
            "--set", "runfolio.video.program=" + folder.resolve("bin/ffmpeg"),
            "--set", "runfolio.video.web-policy=always",
            "--set", "runfolio.video.chunk-length=1s"
        };
        String event = TestWorkspace.event("long", "succeeded", "clip.mp4");
        testWorkspace.drop("long.json", event);
        WorkerProcess worker = WorkerProcess.start(
                testWorkspace,
                Stream.concat(Stream.of("worker"), Stream.of(settings)).toArray(String[]::new));
        await().atMost(SOON).until(() -> Files.exists(stopped));
        worker.kill();
        Path parts = testWorkspace.outputs.resolve(".runfolio/transcodes");
        assertThat(names(parts)).as("events with parts").hasSize(1);

        testWorkspace.drop("again.json", event);
        assertThat(testWorkspace.drain(settings)).isZero();

        assertThat(Files.readAllLines(encodes))
                .as("two before the kill, two after it")
                .hasSize(4);
        JsonNode run = TestWorkspace.json(testWorkspace.bundleOf("long").resolve("run.json"));
        JsonNode output = run.get("outputs").get(0);
        assertThat(output.at("/metadata/runfolio/state").asText()).isEqualTo("ready");
        assertThat(output.at("/metadata/runfolio/transcode").toString()).isEqualTo("{\"chunks\":3}");
        assertThat(output.at("/derivatives/0/metadata/frame_count").asInt()).isEqualTo(90);
        assertThat(Files.readAllLines(testWorkspace.outputs.resolve("index.jsonl")))
                .hasSize(1);
        assertThat(names(parts)).as("what is left after sealing").isEmpty();
    }

    private void program(String ffmpeg, String first) throws IOException {
        script("ffmpeg", first + "\nexec " + ffmpeg + " \"$@\"\n");
        script("ffprobe", "exec " + onPath("ffprobe") + " \"$@\"\n");
    }

    private void script(String name, String body) throws IOException {
        Path file = Files.createDirectories(folder.resolve("bin")).resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String onPath(String name) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(place -> Path.of(place, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse("");
    }

    private static List<Path> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}

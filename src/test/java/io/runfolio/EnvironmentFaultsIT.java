package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Faults of the environment during the work on a valid file. The fault is never recorded for the file, and the run is
 * bundled correctly after the fault.
 */
@EnabledOnOs(OS.LINUX)
class EnvironmentFaultsIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private TestWorkspace testWorkspace;
    private final DefaultCamelContext context = new DefaultCamelContext();

    @BeforeEach
    void open() throws IOException {
        testWorkspace = new TestWorkspace(folder);
        testWorkspace.writePicture("a.png", 60, 40, 1);
        Files.copy(Path.of("samples/media/harbour.mp4"), testWorkspace.media.resolve("clip.mp4"));
    }

    @AfterEach
    void close() {
        context.stop();
    }

    @Test
    void a_sound_avif_is_ready_though_the_folder_of_temporary_files_is_small() throws Exception {
        String noise = "head -c 2475000 /dev/urandom | ffmpeg -v error -f rawvideo -pix_fmt yuv420p -s 1500x1100 -i -"
                + " -frames:v 1 -c:v libaom-av1 -still-picture 1 -cpu-used 8 -crf 30 '";
        assumeThat(Programs.succeeds("sh", "-c", noise + testWorkspace.media.resolve("large.avif") + "'"))
                .as("there is an ffmpeg that writes AVIF")
                .isTrue();
        assumeThat(Programs.succeeds(
                        "mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", testWorkspace.temporary.toString()))
                .as("a small file system can be mounted")
                .isTrue();
        try {
            testWorkspace.drop("a.json", TestWorkspace.event("a", "succeeded", "large.avif", "a.png"));
            WorkerProcess worker = WorkerProcess.start(testWorkspace, "worker", "--drain");
            assertThat(worker.waitFor()).isZero();
        } finally {
            Programs.succeeds("umount", "-l", testWorkspace.temporary.toString());
        }
        assertReady("a", 2);
    }

    @Test
    void a_clip_whose_program_crashes_or_hangs_is_retried_and_becomes_ready() throws Exception {
        for (String fault : new String[] {"exit 1", "kill -KILL $$", "kill -TERM $$", "exit 0"}) {
            String key = "k" + Math.abs(fault.hashCode());
            Files.deleteIfExists(folder.resolve("repaired"));
            program(fault);
            WorkerHandle worker = context.isStarted() ? null : work();
            testWorkspace.drop(key + ".json", TestWorkspace.event(key, "succeeded", "clip.mp4"));
            await().atMost(SOON).until(() -> Files.exists(folder.resolve("failed-once")));
            testWorkspace.drop(key + "-innocent.json", TestWorkspace.event(key + "-innocent", "succeeded", "a.png"));
            await().atMost(SOON).until(() -> testWorkspace.events(".done").contains(key + "-innocent.json"));
            await().atMost(SOON).until(() -> testWorkspace.events(".done").contains(key + ".json"));
            assertReady(key, 1);
            Path log = testWorkspace.bundleOf(key).resolve("logs/attempts.jsonl");
            assertThat(Files.readString(log)).contains("\"reason\"").doesNotContain(folder.toString());
            Files.delete(folder.resolve("failed-once"));
        }
        assertThat(testWorkspace.events(".failed")).isEmpty();
    }

    /** The program fails in its way once, then is ffmpeg. */
    private void program(String fault) throws IOException {
        String real = onPath("ffmpeg");
        assumeThat(real).as("ffmpeg is on the path").isNotEmpty();
        Path marker = folder.resolve("failed-once");
        script(
                "ffmpeg",
                "[ \"$1\" = -version ] || [ -e '" + marker + "' ] || { : > '" + marker + "'; " + fault
                        + "; exit; }\nexec " + real + " \"$@\"\n");
        script("ffprobe", "exec " + onPath("ffprobe") + " \"$@\"\n");
    }

    private void script(String name, String body) throws IOException {
        Path file = folder.resolve("bin").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file.resolveSibling(name + ".new"), "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(file.resolveSibling(name + ".new"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(file.resolveSibling(name + ".new"), file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private WorkerHandle work() throws Exception {
        WorkerHandle worker = WorkerHandle.install(
                context,
                testWorkspace.settings(
                        "runfolio.video.program", folder.resolve("bin/ffmpeg").toString(),
                        "runfolio.video.web-policy", "always",
                        "runfolio.retry-delay", "300ms"),
                Clock.systemUTC());
        context.start();
        return worker;
    }

    private static String onPath(String name) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(place -> Path.of(place, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse("");
    }

    private void assertReady(String key, int outputs) {
        JsonNode run = TestWorkspace.json(testWorkspace.bundleOf(key).resolve("run.json"));
        assertThat(run.get("errors")).isEmpty();
        assertThat(run.get("outputs")).hasSize(outputs).allSatisfy(output -> assertThat(
                        output.at("/metadata/runfolio/state").asText())
                .isEqualTo("ready"));
    }
}

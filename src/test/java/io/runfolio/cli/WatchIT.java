package io.runfolio.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runfolio.TestWorkspace;
import io.runfolio.WorkerProcess;
import io.runfolio.hooks.watch.ComfyServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code watch comfyui} in a process of its own, with a worker that bundles what it has seen. */
@Timeout(120)
class WatchIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void prompts_of_a_watched_server_become_bundles_also_after_it_was_down() throws Exception {
        TestWorkspace workspace = new TestWorkspace(folder);
        byte[] picture = Files.readAllBytes(workspace.writePicture("a.png", 60, 40, 1));
        try (ComfyServer server = new ComfyServer()) {
            server.serve("a.png", picture);
            server.succeed("p1", "a.png");
            WorkerProcess watch = WorkerProcess.start(workspace, "watch", "comfyui", server.url(), "--interval", "1");
            await().atMost(SOON).until(() -> workspace.events("").contains("comfyui-p1.json"));
            server.stop();
            await().atMost(SOON).until(() -> log().contains("cannot be asked"));
            server.restart();
            server.fail("p2", "out of memory");
            await().atMost(SOON).until(() -> workspace.events("").contains("comfyui-p2.json"));
            assertThat(watch.stop()).isEqualTo(143);
            assertThat(log()).contains("ended: 2 events submitted").doesNotContain("Exception");

            WorkerProcess worker = WorkerProcess.start(
                    workspace,
                    "worker",
                    "--drain",
                    "--set",
                    "runfolio.fetch.allow-hosts=127.0.0.1",
                    "--set",
                    "runfolio.fetch.allow-http=true",
                    "--set",
                    "runfolio.fetch.allow-private-hosts=127.0.0.1");
            assertThat(worker.waitFor()).isZero();
            try (Stream<Path> files = Files.walk(workspace.outputs)) {
                List<Path> originals = files.filter(path -> path.endsWith("original/output_01.png"))
                        .toList();
                assertThat(originals).hasSize(1).first().satisfies(file -> assertThat(file)
                        .hasBinaryContent(picture));
            }
            assertThat(workspace.verify().bundles()).isEqualTo(2);
            assertThat(workspace.verify().findings()).isEmpty();
        }
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("worker.log"));
    }
}

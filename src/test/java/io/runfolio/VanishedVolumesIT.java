package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.runfolio.cli.RunfolioCommand;
import io.runfolio.files.RootVanishedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Folders that are moved away, replaced and brought back under a worker, as an unmounted volume is. */
class VanishedVolumesIT extends WorkspaceTestBase {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final DefaultCamelContext context = new DefaultCamelContext();
    private WorkerHandle worker;

    @BeforeEach
    void open() {
        testWorkspace.writePicture("a.png", 60, 40, 1);
    }

    @AfterEach
    void close() {
        context.stop();
    }

    @Test
    void outputs_that_are_moved_away_pause_work_until_they_are_back() throws Exception {
        work();
        bundle("a");
        Path away = away(testWorkspace.outputs);
        await().atMost(SOON).until(() -> worker.gate().pauseReason().isPresent());
        assertThat(worker.gate().pauseReason().orElseThrow()).contains("outputs", testWorkspace.outputs.toString());
        testWorkspace.drop("b.json", TestWorkspace.event("b", "succeeded", "a.png"));
        assertStaysWaiting("b.json");
        assertThat(testWorkspace.outputs).doesNotExist();
        assertThat(RunfolioCommand.execute(
                        "status", "--inbox", testWorkspace.inbox + "", "--outputs", testWorkspace.outputs + ""))
                .isEqualTo(4);

        // an empty mount point and another's volume are no better
        Files.createDirectory(testWorkspace.outputs);
        assertStaysWaiting("b.json");
        assertThat(testWorkspace.outputs).isEmptyDirectory();
        Files.delete(testWorkspace.outputs);
        Runfolio.open(new TestWorkspace(folder.resolve("other")).settings()).close();
        Files.move(folder.resolve("other/outputs"), testWorkspace.outputs);
        assertStaysWaiting("b.json");
        assertThat(testWorkspace.bundles()).isEmpty();
        io.runfolio.files.DurableFiles.deleteTree(testWorkspace.outputs);

        Files.move(away, testWorkspace.outputs);
        await().atMost(SOON).until(() -> testWorkspace.events(".done").contains("b.json"));
        bundle("c");
        assertWhole(3);
    }

    @Test
    void a_new_folder_in_place_of_a_moved_inbox_is_not_used_and_events_return_with_it() throws Exception {
        work();
        bundle("a");
        Path away = away(testWorkspace.inbox);
        await().atMost(SOON).until(() -> worker.gate().pauseReason().isPresent());
        assertThat(worker.gate().pauseReason().orElseThrow()).contains("inbox", testWorkspace.inbox.toString());
        assertThat(testWorkspace.inbox).doesNotExist();
        Files.createDirectory(testWorkspace.inbox);
        testWorkspace.drop("stray.json", TestWorkspace.event("stray", "succeeded", "a.png"));
        assertStaysWaiting("stray.json");
        Files.delete(testWorkspace.inbox.resolve("stray.json"));
        Files.delete(testWorkspace.inbox);

        // claimed by this worker, and put back while its folder was gone
        Path own = Files.list(away.resolve(".work"))
                .filter(place -> Files.isDirectory(place)
                        && !place.getFileName().toString().startsWith("."))
                .findFirst()
                .orElseThrow();
        Files.writeString(own.resolve("00112233aabb__left.json"), TestWorkspace.event("left", "succeeded", "a.png"));
        Files.move(away, testWorkspace.inbox);
        await().atMost(SOON).until(() -> testWorkspace.events(".done").contains("left.json"));
        bundle("c");
        assertWhole(3);
    }

    @Test
    void outputs_that_vanish_during_a_run_get_its_bundle_after_their_return() throws Exception {
        Path program = folder.resolve("ffmpeg");
        Path begun = folder.resolve("begun");
        Path go = folder.resolve("go");
        script(
                program,
                "[ \"$1\" = -version ] || { : > '" + begun + "'; while [ ! -e '" + go + "' ]; do sleep 0.05; done; }; "
                        + "[ \"$1\" = -version ] && echo 'ffmpeg version 8.0 x' "
                        + "&& echo 'configuration: --enable-libx264'; exit 1");
        script(folder.resolve("ffprobe"), "echo 'ffprobe version 8.0 x'; exit 0");
        Files.copy(Path.of("samples/media/harbour.mp4"), testWorkspace.media.resolve("clip.mp4"));
        script(program, Files.readString(program).replace("exit 1", "[ \"$1\" = -version ] && exit 0; exit 1"));
        work("runfolio.video.program", program.toString(), "runfolio.video.web-policy", "always");
        testWorkspace.drop("a.json", TestWorkspace.event("a", "succeeded", "clip.mp4"));
        await().atMost(SOON).until(() -> Files.exists(begun));
        Path away = away(testWorkspace.outputs);
        Files.createFile(go);
        await().atMost(SOON).until(() -> worker.gate().pauseReason().isPresent());
        await().atMost(SOON).until(() -> testWorkspace.events(".").contains("a.json"));
        assertThat(testWorkspace.outputs).doesNotExist();
        assertThat(testWorkspace.events(".failed")).isEmpty();
        script(program, "exec ffmpeg \"$@\"");
        script(folder.resolve("ffprobe"), "exec ffprobe \"$@\"");
        Files.move(away, testWorkspace.outputs);
        await().atMost(SOON).until(() -> testWorkspace.events(".done").contains("a.json"));
        assertWhole(1);
    }

    @Test
    void a_start_with_an_empty_folder_in_place_of_outputs_fails_with_instructions() throws Exception {
        work();
        bundle("a");
        context.stop();
        Path away = away(testWorkspace.outputs);
        assertThatThrownBy(() -> Runfolio.open(testWorkspace.settings()))
                .isInstanceOf(RootVanishedException.class)
                .hasMessageContaining(testWorkspace.outputs.toString());
        assertThat(testWorkspace.outputs).doesNotExist();
        Files.createDirectory(testWorkspace.outputs);
        assertThatThrownBy(() ->
                        WorkerHandle.install(new DefaultCamelContext(), testWorkspace.settings(), Clock.systemUTC()))
                .isInstanceOf(RootVanishedException.class)
                .hasMessageContaining(".known-roots");
        assertThat(testWorkspace.outputs).isEmptyDirectory();
        assertThat(RunfolioCommand.execute(
                        "worker",
                        "--drain",
                        "--inbox",
                        testWorkspace.inbox + "",
                        "--outputs",
                        testWorkspace.outputs + ""))
                .isEqualTo(4);

        Files.delete(testWorkspace.inbox.resolve(".work/.known-roots"));
        Runfolio.open(testWorkspace.settings()).close();
        assertThat(testWorkspace.outputs.resolve(".runfolio/.root.json")).exists();
        assertThat(away).isDirectory();
    }

    @Test
    void an_older_installation_gets_markers_and_a_deleted_control_folder_is_no_loss() throws Exception {
        work();
        bundle("a");
        context.stop();
        Files.delete(testWorkspace.inbox.resolve(".work/.root.json"));
        Files.delete(testWorkspace.inbox.resolve(".work/.known-roots"));
        io.runfolio.files.DurableFiles.deleteTree(testWorkspace.outputs.resolve(".runfolio"));
        for (int i = 0; i < 2; i++) {
            try (DefaultCamelContext again = new DefaultCamelContext()) {
                WorkerHandle.install(again, testWorkspace.settings(), Clock.systemUTC());
                again.start();
                testWorkspace.drop("again" + i + ".json", TestWorkspace.event("again" + i, "succeeded", "a.png"));
                String name = "again" + i + ".json";
                await().atMost(SOON).until(() -> testWorkspace.events(".done").contains(name));
            }
            io.runfolio.files.DurableFiles.deleteTree(testWorkspace.outputs.resolve(".runfolio"));
        }
        Runfolio.open(testWorkspace.settings()).close();
        assertWhole(3);
    }

    @Test
    void commands_that_only_read_create_no_folder() {
        Path nowhere = folder.resolve("nowhere");
        for (String command : new String[] {"list", "status", "verify"}) {
            RunfolioCommand.execute(
                    command, "--inbox", nowhere.resolve("inbox") + "", "--outputs", nowhere.resolve("outputs") + "");
            assertThat(nowhere).doesNotExist();
        }
    }

    private void work(String... settings) throws Exception {
        worker = WorkerHandle.install(context, testWorkspace.settings(settings), Clock.systemUTC());
        context.start();
    }

    private void bundle(String key) {
        testWorkspace.drop(key + ".json", TestWorkspace.event(key, "succeeded", "a.png"));
        await().atMost(SOON).until(() -> testWorkspace.events(".done").contains(key + ".json"));
    }

    private Path away(Path root) throws IOException {
        return Files.move(root, folder.resolve("away-" + root.getFileName()));
    }

    /** The worker polls every 50 ms and looks at its roots before each claim. */
    private void assertStaysWaiting(String name) {
        await().during(Duration.ofMillis(400))
                .atMost(SOON)
                .until(() -> Files.exists(testWorkspace.inbox.resolve(name)));
    }

    private void assertWhole(int bundles) {
        assertThat(testWorkspace.events(".failed")).isEmpty();
        assertThat(testWorkspace.bundles()).hasSize(bundles);
        assertThat(testWorkspace.indexLines()).hasSize(bundles);
        context.stop();
        assertThat(testWorkspace.verify().findings()).isEmpty();
    }

    private static void script(Path file, String body) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, body.startsWith("#!") ? body : "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(fresh, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(fresh, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
}

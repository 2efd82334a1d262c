package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.runfolio.cli.RunfolioCommand;
import io.runfolio.flow.Verification;
import io.runfolio.run.RootVanishedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders that are moved away, replaced and brought back under a worker, as an unmounted volume is. */
class VanishedVolumesIT {
    private static final Duration SOON = Duration.ofSeconds(40);

    @TempDir
    Path folder;

    private Workshop workshop;
    private final DefaultCamelContext context = new DefaultCamelContext();
    private WorkerHandle worker;

    @BeforeEach
    void open() {
        workshop = new Workshop(folder);
        workshop.picture("a.png", 60, 40, 1);
    }

    @AfterEach
    void close() {
        context.stop();
    }

    @Test
    void outputs_that_are_moved_away_pause_work_until_they_are_back() throws Exception {
        work();
        bundle("a");
        Path away = away(workshop.outputs);
        await().atMost(SOON).until(() -> worker.gate().pausedBecause().isPresent());
        assertThat(worker.gate().pausedBecause().orElseThrow()).contains("outputs", workshop.outputs.toString());
        workshop.drop("b.json", Workshop.event("b", "succeeded", "a.png"));
        assertStaysWaiting("b.json");
        assertThat(workshop.outputs).doesNotExist();
        assertThat(RunfolioCommand.execute(
                        "status", "--inbox", workshop.inbox + "", "--outputs", workshop.outputs + ""))
                .isEqualTo(4);

        // an empty mount point and another's volume are no better
        Files.createDirectory(workshop.outputs);
        assertStaysWaiting("b.json");
        assertThat(workshop.outputs).isEmptyDirectory();
        Files.delete(workshop.outputs);
        Runfolio.open(new Workshop(folder.resolve("other")).settings()).close();
        Files.move(folder.resolve("other/outputs"), workshop.outputs);
        assertStaysWaiting("b.json");
        assertThat(workshop.bundles()).isEmpty();
        io.runfolio.run.Durable.deleteTree(workshop.outputs);

        Files.move(away, workshop.outputs);
        await().atMost(SOON).until(() -> workshop.events(".done").contains("b.json"));
        bundle("c");
        assertWhole(3);
    }

    @Test
    void an_inbox_that_is_moved_away_and_made_anew_is_not_used_and_its_events_come_back() throws Exception {
        work();
        bundle("a");
        Path away = away(workshop.inbox);
        await().atMost(SOON).until(() -> worker.gate().pausedBecause().isPresent());
        assertThat(worker.gate().pausedBecause().orElseThrow()).contains("inbox", workshop.inbox.toString());
        assertThat(workshop.inbox).doesNotExist();
        Files.createDirectory(workshop.inbox);
        workshop.drop("stray.json", Workshop.event("stray", "succeeded", "a.png"));
        assertStaysWaiting("stray.json");
        Files.delete(workshop.inbox.resolve("stray.json"));
        Files.delete(workshop.inbox);

        // claimed by this worker, and put back while its folder was gone
        Path own = Files.list(away.resolve(".work"))
                .filter(place -> Files.isDirectory(place)
                        && !place.getFileName().toString().startsWith("."))
                .findFirst()
                .orElseThrow();
        Files.writeString(own.resolve("00112233aabb__left.json"), Workshop.event("left", "succeeded", "a.png"));
        Files.move(away, workshop.inbox);
        await().atMost(SOON).until(() -> workshop.events(".done").contains("left.json"));
        bundle("c");
        assertWhole(3);
    }

    @Test
    void outputs_that_vanish_while_a_run_is_worked_on_get_it_once_they_are_back() throws Exception {
        Path program = folder.resolve("ffmpeg");
        Path begun = folder.resolve("begun");
        Path go = folder.resolve("go");
        script(
                program,
                "[ \"$1\" = -version ] || { : > '" + begun + "'; while [ ! -e '" + go + "' ]; do sleep 0.05; done; }; "
                        + "[ \"$1\" = -version ] && echo 'ffmpeg version 8.0 x' && echo 'configuration: --enable-libx264'; exit 1");
        script(folder.resolve("ffprobe"), "echo 'ffprobe version 8.0 x'; exit 0");
        Files.copy(Path.of("samples/media/harbour.mp4"), workshop.media.resolve("clip.mp4"));
        script(program, Files.readString(program).replace("exit 1", "[ \"$1\" = -version ] && exit 0; exit 1"));
        work("runfolio.video.program", program.toString(), "runfolio.video.web-policy", "always");
        workshop.drop("a.json", Workshop.event("a", "succeeded", "clip.mp4"));
        await().atMost(SOON).until(() -> Files.exists(begun));
        Path away = away(workshop.outputs);
        Files.createFile(go);
        await().atMost(SOON).until(() -> worker.gate().pausedBecause().isPresent());
        await().atMost(SOON).until(() -> workshop.events(".").contains("a.json"));
        assertThat(workshop.outputs).doesNotExist();
        assertThat(workshop.events(".failed")).isEmpty();
        script(program, "exec ffmpeg \"$@\"");
        script(folder.resolve("ffprobe"), "exec ffprobe \"$@\"");
        Files.move(away, workshop.outputs);
        await().atMost(SOON).until(() -> workshop.events(".done").contains("a.json"));
        assertWhole(1);
    }

    @Test
    void a_start_with_an_empty_folder_in_the_place_of_outputs_is_refused_with_the_way_out() throws Exception {
        work();
        bundle("a");
        context.stop();
        Path away = away(workshop.outputs);
        assertThatThrownBy(() -> Runfolio.open(workshop.settings()))
                .isInstanceOf(RootVanishedException.class)
                .hasMessageContaining(workshop.outputs.toString());
        assertThat(workshop.outputs).doesNotExist();
        Files.createDirectory(workshop.outputs);
        assertThatThrownBy(
                        () -> WorkerHandle.install(new DefaultCamelContext(), workshop.settings(), Clock.systemUTC()))
                .isInstanceOf(RootVanishedException.class)
                .hasMessageContaining(".known-roots");
        assertThat(workshop.outputs).isEmptyDirectory();
        assertThat(RunfolioCommand.execute(
                        "worker", "--drain", "--inbox", workshop.inbox + "", "--outputs", workshop.outputs + ""))
                .isEqualTo(4);

        Files.delete(workshop.inbox.resolve(".work/.known-roots"));
        Runfolio.open(workshop.settings()).close();
        assertThat(workshop.outputs.resolve(".runfolio/.root.json")).exists();
        assertThat(away).isDirectory();
    }

    @Test
    void an_older_installation_gets_markers_and_a_deleted_control_folder_is_no_loss() throws Exception {
        work();
        bundle("a");
        context.stop();
        Files.delete(workshop.inbox.resolve(".work/.root.json"));
        Files.delete(workshop.inbox.resolve(".work/.known-roots"));
        io.runfolio.run.Durable.deleteTree(workshop.outputs.resolve(".runfolio"));
        for (int i = 0; i < 2; i++) {
            try (DefaultCamelContext again = new DefaultCamelContext()) {
                WorkerHandle.install(again, workshop.settings(), Clock.systemUTC());
                again.start();
                workshop.drop("again" + i + ".json", Workshop.event("again" + i, "succeeded", "a.png"));
                String name = "again" + i + ".json";
                await().atMost(SOON).until(() -> workshop.events(".done").contains(name));
            }
            io.runfolio.run.Durable.deleteTree(workshop.outputs.resolve(".runfolio"));
        }
        Runfolio.open(workshop.settings()).close();
        assertWhole(3);
    }

    @Test
    void commands_that_only_read_make_no_folder() {
        Path nowhere = folder.resolve("nowhere");
        for (String command : new String[] {"list", "status", "verify"}) {
            RunfolioCommand.execute(
                    command, "--inbox", nowhere.resolve("inbox") + "", "--outputs", nowhere.resolve("outputs") + "");
            assertThat(nowhere).doesNotExist();
        }
    }

    private void work(String... settings) throws Exception {
        worker = WorkerHandle.install(context, workshop.settings(settings), Clock.systemUTC());
        context.start();
    }

    private void bundle(String key) {
        workshop.drop(key + ".json", Workshop.event(key, "succeeded", "a.png"));
        await().atMost(SOON).until(() -> workshop.events(".done").contains(key + ".json"));
    }

    private Path away(Path root) throws IOException {
        return Files.move(root, folder.resolve("away-" + root.getFileName()));
    }

    /** The worker polls every 50 ms and looks at its roots before each claim. */
    private void assertStaysWaiting(String name) {
        await().during(Duration.ofMillis(400))
                .atMost(Duration.ofSeconds(5))
                .until(() -> Files.exists(workshop.inbox.resolve(name)));
    }

    private void assertWhole(int bundles) {
        assertThat(workshop.events(".failed")).isEmpty();
        assertThat(workshop.bundles()).hasSize(bundles);
        assertThat(workshop.indexLines()).hasSize(bundles);
        context.stop();
        assertThat(Verification.of(workshop.settings().folders(), (done, of) -> {})
                        .findings())
                .isEmpty();
    }

    private static void script(Path file, String body) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, body.startsWith("#!") ? body : "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(fresh, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(fresh, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
}

package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.runfolio.flow.Verification;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that cannot be written to for a while, in other ways than by a lack of bytes, and folders on different disks. Skipped where nothing may be mounted. */
class DiskCasesIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    /** What is promised; asked of with a margin, as the machine may be busy. */
    private static final Duration PAUSED_WITHIN = Duration.ofSeconds(5 + 5);

    @TempDir
    Path folder;

    private Workshop workshop;
    private final List<Path> mounted = new ArrayList<>();
    private final DefaultCamelContext context = new DefaultCamelContext();

    @BeforeEach
    void open() {
        workshop = new Workshop(folder);
        workshop.picture("a.png", 60, 40, 1);
    }

    @AfterEach
    void end() throws Exception {
        context.stop();
        for (Path place : mounted) {
            run("umount", "-l", place.toString());
        }
    }

    @Test
    void when_inodes_run_out_intake_pauses_and_goes_on_by_itself() throws Exception {
        mount(workshop.outputs, "size=16m,nr_inodes=80");
        WorkerHandle worker = work();
        for (int left : new int[] {0, 6, 14}) {
            List<Path> fillers = useUp(left);
            String name = "e" + left + ".json";
            workshop.drop(name, Workshop.event("k" + left, "succeeded", "a.png"));
            await().atMost(SOON).until(worker::isStuck);
            assertThat(workshop.events(".done")).doesNotContain(name);
            for (Path filler : fillers) {
                Files.delete(filler);
            }
            await().atMost(SOON).until(() -> workshop.events(".done").contains(name));
        }
        assertAllBundled(3);
    }

    @Test
    void while_outputs_are_read_only_intake_is_paused_within_seconds_and_nothing_fails() throws Exception {
        mount(workshop.outputs, "size=16m");
        WorkerHandle worker = work();
        workshop.drop("a.json", Workshop.event("a", "succeeded", "a.png"));
        await().atMost(SOON).until(() -> workshop.events(".done").contains("a.json"));

        // laid over the outputs: a disk with open files cannot be turned read-only by hand
        mount(workshop.outputs, "ro");
        await().atMost(PAUSED_WITHIN).until(() -> worker.gate().pausedBecause().isPresent());
        assertThat(worker.gate().pausedBecause().orElseThrow()).startsWith("outputs: ");
        workshop.drop("b.json", Workshop.event("b", "succeeded", "a.png"));
        assertThat(run("umount", workshop.outputs.toString())).isTrue();
        await().atMost(SOON).until(() -> workshop.events(".done").contains("b.json"));
        assertAllBundled(2);
    }

    @Test
    void queue_media_and_outputs_on_three_file_systems_work_together() throws Exception {
        mount(workshop.inbox, "size=4m");
        mount(workshop.outputs, "size=16m");
        work();
        workshop.drop("a.json", Workshop.event("a", "succeeded", "a.png"));
        workshop.drop("b.json", "{\"status\":\"s\"}");
        await().atMost(SOON)
                .until(() -> workshop.events(".done").contains("a.json")
                        && workshop.events(".failed").contains("b.json"));
        assertThat(workshop.indexLines()).hasSize(1);
        assertThat(findings()).isEmpty();
    }

    @Test
    void when_the_queue_s_disk_is_full_nothing_is_lost() throws Exception {
        mount(workshop.inbox, "size=1m");
        WorkerHandle worker = work();
        workshop.drop("a.json", Workshop.event("a", "succeeded", "a.png"));
        await().atMost(SOON).until(() -> workshop.events(".done").contains("a.json"));
        Path filler = workshop.inbox.resolve("filler");
        workshop.drop("b.json.waiting", Workshop.event("b", "succeeded", "a.png"));
        fill(filler);
        Files.move(workshop.inbox.resolve("b.json.waiting"), workshop.inbox.resolve("b.json"));
        await().atMost(SOON).until(() -> worker.gate().pausedBecause().isPresent());
        assertThat(workshop.events(".failed")).isEmpty();
        Files.delete(filler);
        await().atMost(SOON).until(() -> workshop.events(".done").contains("b.json"));
        assertAllBundled(2);
    }

    private WorkerHandle work() throws Exception {
        WorkerHandle worker =
                WorkerHandle.install(context, workshop.settings("runfolio.min-free", "1"), Clock.systemUTC());
        context.start();
        return worker;
    }

    private void mount(Path place, String options) throws Exception {
        Files.createDirectories(place);
        assumeThat(run("mount", "-t", "tmpfs", "-o", options, "tmpfs", place.toString()))
                .as("a small file system can be mounted")
                .isTrue();
        mounted.add(place);
    }

    /** Makes empty files until so many inodes are left. */
    private List<Path> useUp(int left) throws IOException {
        List<Path> fillers = new ArrayList<>();
        while (true) {
            Path filler = workshop.outputs.resolve(".filler-" + fillers.size());
            try {
                Files.createFile(filler);
                fillers.add(filler);
            } catch (IOException e) {
                break;
            }
        }
        for (int i = 0; i < left; i++) {
            Files.delete(fillers.remove(fillers.size() - 1));
        }
        return fillers;
    }

    private static void fill(Path filler) {
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException e) {
            return; // full
        }
    }

    private void assertAllBundled(int events) {
        assertThat(workshop.events(".failed")).isEmpty();
        assertThat(workshop.events(".done")).hasSize(events);
        assertThat(workshop.bundles()).hasSize(events).allSatisfy(bundle -> assertThat(
                        Workshop.json(bundle.resolve("run.json")).get("errors"))
                .isEmpty());
        assertThat(findings()).isEmpty();
    }

    private List<String> findings() {
        return Verification.of(workshop.settings().folders(), (done, of) -> {}).findings().stream()
                .map(Object::toString)
                .toList();
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}

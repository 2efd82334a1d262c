package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

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

/** Disks with temporary write errors, and folders on different disks. Skipped where nothing can be mounted. */
class DiskCasesIT extends WorkspaceTestBase {
    private static final Duration SOON = Duration.ofSeconds(60);
    /** The documented time, with a margin for a busy machine. */
    private static final Duration PAUSED_WITHIN = Duration.ofSeconds(5 + 25);

    private final List<Path> mounted = new ArrayList<>();
    private final DefaultCamelContext context = new DefaultCamelContext();

    @BeforeEach
    void open() {
        testWorkspace.writePicture("a.png", 60, 40, 1);
    }

    @AfterEach
    void end() throws Exception {
        context.stop();
        for (Path place : mounted) {
            Programs.succeeds("umount", "-l", place.toString());
        }
    }

    @Test
    void without_free_inodes_the_intake_pauses_and_resumes_by_itself() throws Exception {
        mount(testWorkspace.outputs, "size=16m,nr_inodes=80");
        WorkerHandle worker = work();
        for (int left : new int[] {0, 6, 14}) {
            List<Path> fillers = useUp(left);
            String name = "e" + left + ".json";
            testWorkspace.drop(name, TestWorkspace.event("k" + left, "succeeded", "a.png"));
            await().atMost(SOON).until(worker::isStuck);
            assertThat(testWorkspace.events(".done")).doesNotContain(name);
            for (Path filler : fillers) {
                Files.delete(filler);
            }
            await().atMost(SOON).until(() -> testWorkspace.events(".done").contains(name));
        }
        assertAllBundled(3);
    }

    @Test
    void while_outputs_are_read_only_intake_is_paused_within_seconds_and_nothing_fails() throws Exception {
        mount(testWorkspace.outputs, "size=16m");
        WorkerHandle worker = work();
        testWorkspace.drop("a.json", TestWorkspace.event("a", "succeeded", "a.png"));
        await().atMost(SOON).until(() -> testWorkspace.events(".done").contains("a.json"));

        // laid over the outputs: a disk with open files cannot be turned read-only by hand
        mount(testWorkspace.outputs, "ro");
        await().atMost(PAUSED_WITHIN).until(() -> worker.gate().pauseReason().isPresent());
        assertThat(worker.gate().pauseReason().orElseThrow()).startsWith("outputs: ");
        testWorkspace.drop("b.json", TestWorkspace.event("b", "succeeded", "a.png"));
        assertThat(Programs.succeeds("umount", testWorkspace.outputs.toString()))
                .isTrue();
        await().atMost(SOON).until(() -> testWorkspace.events(".done").contains("b.json"));
        assertAllBundled(2);
    }

    @Test
    void queue_media_and_outputs_on_three_file_systems_work_together() throws Exception {
        mount(testWorkspace.inbox, "size=4m");
        mount(testWorkspace.outputs, "size=16m");
        work();
        testWorkspace.drop("a.json", TestWorkspace.event("a", "succeeded", "a.png"));
        testWorkspace.drop("b.json", "{\"status\":\"s\"}");
        await().atMost(SOON)
                .until(() -> testWorkspace.events(".done").contains("a.json")
                        && testWorkspace.events(".failed").contains("b.json"));
        assertThat(testWorkspace.indexLines()).hasSize(1);
        assertThat(findings()).isEmpty();
    }

    @Test
    void when_the_queue_s_disk_is_full_nothing_is_lost() throws Exception {
        mount(testWorkspace.inbox, "size=1m");
        WorkerHandle worker = work();
        testWorkspace.drop("a.json", TestWorkspace.event("a", "succeeded", "a.png"));
        await().atMost(SOON).until(() -> testWorkspace.events(".done").contains("a.json"));
        Path filler = testWorkspace.inbox.resolve("filler");
        testWorkspace.drop("b.json.waiting", TestWorkspace.event("b", "succeeded", "a.png"));
        fill(filler);
        Files.move(testWorkspace.inbox.resolve("b.json.waiting"), testWorkspace.inbox.resolve("b.json"));
        await().atMost(SOON).until(() -> worker.gate().pauseReason().isPresent());
        assertThat(testWorkspace.events(".failed")).isEmpty();
        Files.delete(filler);
        await().atMost(SOON).until(() -> testWorkspace.events(".done").contains("b.json"));
        assertAllBundled(2);
    }

    private WorkerHandle work() throws Exception {
        WorkerHandle worker =
                WorkerHandle.install(context, testWorkspace.settings("runfolio.min-free", "1"), Clock.systemUTC());
        context.start();
        return worker;
    }

    private void mount(Path place, String options) throws Exception {
        Files.createDirectories(place);
        assumeThat(Programs.succeeds("mount", "-t", "tmpfs", "-o", options, "tmpfs", place.toString()))
                .as("a small file system can be mounted")
                .isTrue();
        mounted.add(place);
    }

    /** Makes empty files until so many inodes are left. */
    private List<Path> useUp(int left) throws IOException {
        List<Path> fillers = new ArrayList<>();
        while (true) {
            Path filler = testWorkspace.outputs.resolve(".filler-" + fillers.size());
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
        assertThat(testWorkspace.events(".failed")).isEmpty();
        assertThat(testWorkspace.events(".done")).hasSize(events);
        assertThat(testWorkspace.bundles()).hasSize(events).allSatisfy(bundle -> assertThat(
                        TestWorkspace.json(bundle.resolve("run.json")).get("errors"))
                .isEmpty());
        assertThat(findings()).isEmpty();
    }

    private List<String> findings() {
        return testWorkspace.verify().findings().stream().map(Object::toString).toList();
    }
}

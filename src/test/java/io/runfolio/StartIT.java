package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Counts the work of a worker's start, so that a regression shows on any machine. */
class StartIT extends WorkspaceTestBase {
    private static final int BUNDLES = 300;
    /** 7,400 when this was written, with those that the JDK makes as it runs; one more library is hundreds. */
    private static final int MAX_CLASSES = 7_600;

    @Test
    void a_start_looks_into_no_bundle_that_has_its_lines() throws IOException {
        assumeThat(Strace.works()).as("strace is there and may trace").isTrue();
        BundleGenerator.write(testWorkspace, BUNDLES);
        testWorkspace.drop("new.json", TestWorkspace.event("new", "failed"));

        assertThat(Strace.drain(testWorkspace, List.of("-e", "trace=%file"), "--set", "runfolio.workers=1"))
                .isZero();

        assertThat(testWorkspace.bundles()).hasSize(BUNDLES + 2);
        List<String> calls = Files.readAllLines(Strace.log(testWorkspace), StandardCharsets.ISO_8859_1);
        assertThat(calls.stream().filter(call -> call.contains("index.jsonl"))).isNotEmpty();
        assertThat(calls.stream().filter(call -> call.contains("_120000_many_")))
                .isEmpty();
    }

    @Test
    void a_start_loads_a_bounded_number_of_classes() throws Exception {
        testWorkspace.writePicture("a.png", 200, 100, 1);
        testWorkspace.drop("a.json", TestWorkspace.event("a", "succeeded", "a.png"));
        Path log = folder.resolve("loaded.log");
        Process worker = TestClassArchive.drain(testWorkspace, "-Xlog:class+load:file=" + log);
        assertThat(worker.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(testWorkspace.bundles()).hasSize(1);

        assertThat(Files.readAllLines(log)).hasSizeLessThan(MAX_CLASSES);
    }
}

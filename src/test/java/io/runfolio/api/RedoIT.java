package io.runfolio.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.TestWorkspace;
import io.runfolio.cli.RunfolioCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Derivatives created again after sealing: records stay, and all readers show the new state. */
class RedoIT {
    @TempDir
    Path folder;

    private LiveApi api;
    private TestWorkspace testWorkspace;

    /** One output fails on a limit that is raised later, one is ready. */
    @BeforeEach
    void failedOutput() throws Exception {
        api = new LiveApi(folder, "runfolio.image.max-megapixels", "1");
        testWorkspace = api.testWorkspace;
        testWorkspace.writePicture("large.png", 1200, 1000, 1);
        testWorkspace.writePicture("small.png", 60, 40, 2);
        api.bundle("a", TestWorkspace.event("a", "succeeded", "large.png", "small.png"), 1);
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void all_readers_show_a_redone_output_and_no_sealed_byte_changes() throws Exception {
        Path bundle = testWorkspace.bundles().get(0);
        String runId = bundle.getFileName().toString();
        Map<String, String> before = hashes(bundle);
        JsonNode failed = api.json("/v1/runs/" + runId).get("artifacts").get(0);
        String id = failed.get("id").asText();
        assertThat(failed.at("/media/state").asText()).isEqualTo("failed");
        assertThat(failed.at("/media/web").isNull()).isTrue();

        assertThat(run("redo", "--state", "failed", "--code", "too_many_pixels", "--dry-run"))
                .contains(runId + " output 1: failed (too_many_pixels)");
        assertThat(hashes(bundle)).isEqualTo(before);
        assertThat(run("redo", runId.substring(0, runId.length() - 2))).contains("now ready");

        Map<String, String> after = hashes(bundle);
        assertThat(after).containsAllEntriesOf(before);
        List<String> added = after.keySet().stream()
                .filter(name -> !before.containsKey(name))
                .toList();
        assertThat(added).hasSize(3).contains("ledger.jsonl");
        JsonNode line = TestWorkspace.json(bundle.resolve("ledger.jsonl"));
        assertThat(line.get("action").asText()).isEqualTo("redo");
        assertThat(line.get("artifact_id").asText()).isEqualTo(id);
        assertThat(line.get("revision").asLong()).isEqualTo(1);

        await().atMost(LiveApi.SOON).until(() -> api.json("/v1/artifacts/" + id)
                .at("/media/state")
                .asText()
                .equals("ready"));
        JsonNode artifact = api.json("/v1/artifacts/" + id);
        assertThat(artifact.get("outputState").asText()).isEqualTo("ready");
        assertThat(artifact.at("/media/reason").isNull()).isTrue();
        byte[] web = api.get(artifact.at("/media/web/url").asText()).body();
        assertThat(new String(web, 8, 4, StandardCharsets.US_ASCII)).isEqualTo("WEBP");
        assertThat(api.get(artifact.at("/content/url").asText()).body()).isEqualTo(web);
        JsonNode run = api.json("/v1/runs/" + runId);
        assertThat(run.get("errors")).isEmpty();
        assertThat(run.at("/artifacts/1/media/state").asText()).isEqualTo("ready");
        assertThat(run("show", runId)).contains(".redo-").doesNotContain("too_many_pixels");
        assertThat(run("show", runId, "--json")).contains("\"web_path\": \"web/output_01.redo-");
        run("export", id, "--form", "web", "--to", folder.resolve("exported").toString());
        try (Stream<Path> files = Files.walk(folder.resolve("exported"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".webp"))).hasSize(1);
        }
        assertThat(testWorkspace.verify().findings()).isEmpty();
        assertThat(api.post("/v1/artifacts/" + id + "/decision", "{\"decision\":\"approve\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(testWorkspace.verify().findings()).isEmpty();
    }

    @Test
    void a_redo_is_done_once_however_many_try_and_however_often() throws Exception {
        Path bundle = testWorkspace.bundles().get(0);
        CyclicBarrier together = new CyclicBarrier(3);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        List<Future<Integer>> ends = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ends.add(threads.submit((Callable<Integer>) () -> {
                together.await();
                return RunfolioCommand.execute(line("redo", "--state", "failed"));
            }));
        }
        for (Future<Integer> end : ends) {
            assertThat(end.get()).isZero();
        }
        threads.shutdown();
        assertThat(run("redo", "--state", "failed")).contains("No outputs to make again.");
        assertThat(Files.readAllLines(bundle.resolve("ledger.jsonl"))).hasSize(1);
        assertThat(hashes(bundle).keySet().stream().filter(name -> name.contains(".redo-")))
                .hasSize(2);
        assertThat(testWorkspace.verify().findings()).isEmpty();
    }

    @Test
    void an_output_that_fails_as_before_gets_no_line_and_a_changed_original_is_refused() throws Exception {
        Path bundle = testWorkspace.bundles().get(0);
        assertThat(run("redo", "--code", "too_many_pixels", "--set", "runfolio.image.max-megapixels=1"))
                .contains("now failed (too_many_pixels)");
        assertThat(bundle.resolve("ledger.jsonl")).doesNotExist();

        Files.write(bundle.resolve("original/output_01.png"), new byte[] {1});
        assertThat(RunfolioCommand.execute(line("redo", "--state", "failed"))).isEqualTo(4);
        assertThat(bundle.resolve("ledger.jsonl")).doesNotExist();
        assertThat(RunfolioCommand.execute(line("redo"))).isEqualTo(2);
        assertThat(RunfolioCommand.execute(line("redo", "no-such-run"))).isEqualTo(1);
    }

    private String[] line(String... words) {
        List<String> line = new ArrayList<>(List.of(words));
        line.addAll(List.of(
                "--inbox", testWorkspace.inbox.toString(),
                "--outputs", testWorkspace.outputs.toString()));
        return line.toArray(String[]::new);
    }

    private String run(String... words) {
        PrintStream out = System.out;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
        try {
            assertThat(RunfolioCommand.execute(line(words))).isZero();
        } finally {
            System.setOut(out);
        }
        return written.toString(StandardCharsets.UTF_8);
    }

    private static Map<String, String> hashes(Path bundle) throws IOException {
        try (Stream<Path> files = Files.walk(bundle)) {
            Map<String, String> hashes = new TreeMap<>();
            files.filter(Files::isRegularFile)
                    .forEach(file -> hashes.put(bundle.relativize(file).toString(), TestWorkspace.sha256(file)));
            return hashes;
        }
    }
}

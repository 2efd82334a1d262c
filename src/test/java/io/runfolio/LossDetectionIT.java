package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.artifact.ReviewAction;
import io.runfolio.artifact.ReviewRequest;
import io.runfolio.artifact.ReviewService;
import io.runfolio.artifact.RunView;
import io.runfolio.artifact.RunViewReader;
import io.runfolio.artifact.VariantGroupResolver;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.run.AssetKind;
import io.runfolio.run.Finding;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunRequest;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deletes, empties and edits files, one by one and in random subsets: verify names each loss. */
class LossDetectionIT {
    private static final int SUBSETS = Boolean.getBoolean("runfolio.long") ? 1_000 : 60;
    private static final int MAX_SUBSET = 6;

    @TempDir
    static Path folder;

    private static TestWorkspace testWorkspace;
    private static TreeMap<Path, byte[]> whole;

    /** A change to a file. */
    private enum Harm {
        DELETE,
        EMPTY,
        EDIT
    }

    @BeforeAll
    static void tree() throws IOException {
        testWorkspace = new TestWorkspace(folder);
        testWorkspace.writePicture("a.png", 40, 30, 1);
        testWorkspace.writePicture("b.png", 30, 40, 2);
        testWorkspace.drop("keyed.json", TestWorkspace.event("k1", "succeeded", "a.png", "b.png"));
        testWorkspace.drop("failed.json", TestWorkspace.event("k2", "failed"));
        testWorkspace.drop(
                "without_key.json",
                "{\"status\":\"succeeded\",\"model_key\":\"m\",\"prompts\":{\"raw\":\"r\",\"enhanced\":\"e\"},"
                        + "\"request_payload\":{\"a\":1},\"submit_payload\":{\"b\":2},"
                        + "\"final_status_response\":{\"c\":3},"
                        + "\"outputs\":[{\"kind\":\"image\",\"source_path\":\"media/a.png\",\"role\":\"output\"}]}");
        assertThat(testWorkspace.drain()).isZero();
        BundleLayout layout = Backends.outputs(testWorkspace.outputs);
        try (Runfolio runfolio = Runfolio.open(testWorkspace.settings())) {
            RunArtifact run = runfolio.createRunArtifact(RunRequest.builder("succeeded", "called")
                    .output(
                            AssetKind.IMAGE,
                            testWorkspace.media.resolve("b.png").toString())
                    .build());
            ReviewService reviewService =
                    new ReviewService(layout, VariantGroupResolver.scanning(layout), Clock.systemUTC());
            RunView view = new RunViewReader(layout).at(run.runDir()).orElseThrow();
            String artifact = view.artifacts().get(0).record().id();
            reviewService.apply(run.runDir(), ReviewRequest.of(artifact, ReviewAction.APPROVE, "ada"));
            reviewService.apply(run.runDir(), ReviewRequest.tag(artifact, List.of("hero"), "ada"));
        }
        whole = files();
        assertThat(findings()).isEmpty();
    }

    @Test
    void each_file_that_is_deleted_emptied_or_edited_is_named() throws IOException {
        for (Path file : whole.keySet()) {
            for (Harm harm : Harm.values()) {
                if (isLoss(file, harm)) {
                    check(Map.of(file, harm), new Random(7));
                }
            }
        }
    }

    @Test
    void each_loss_of_a_random_subset_is_named() throws IOException {
        long first = Long.getLong("runfolio.seed", 1);
        for (long seed = first; seed < first + SUBSETS; seed++) {
            Random random = new Random(seed);
            List<Path> order = new ArrayList<>(whole.keySet());
            Collections.shuffle(order, random);
            Map<Path, Harm> harms = new TreeMap<>();
            for (Path file : order.subList(0, 2 + random.nextInt(MAX_SUBSET - 1))) {
                Harm harm = Harm.values()[random.nextInt(3)];
                if (isLoss(file, harm)) {
                    harms.put(file, harm);
                }
            }
            check(harms, random);
        }
    }

    @Test
    void a_bundle_that_is_gone_with_all_lines_about_it_is_known_from_its_event() throws IOException {
        for (Path bundle : testWorkspace.bundles()) {
            String run = bundle.getFileName().toString();
            try {
                io.runfolio.files.DurableFiles.deleteTree(bundle);
                assertThat(codes()).as(run).contains("event_without_bundle", "line_without_bundle");
                dropLines(testWorkspace.outputs.resolve("index.jsonl"), run);
                assertThat(codes()).as(run).contains("event_without_bundle");
                dropLines(testWorkspace.outputs.resolve(".runfolio/events.jsonl"), run);
                String witness = run.endsWith("called") ? "change_without_bundle" : "event_without_bundle";
                assertThat(codes()).as(run).containsExactly(witness);
            } finally {
                restore();
            }
        }
        assertThat(findings()).isEmpty();
    }

    private static void dropLines(Path file, String run) throws IOException {
        Files.write(
                file,
                Files.readAllLines(file).stream()
                        .filter(line -> !line.contains("\"run_id\": \"" + run + "\""))
                        .toList());
    }

    /**
     * An event that is done is a receipt, and may be cleared away. A ledger and the feed that knows it are each other's
     * only witness.
     */
    private static boolean isLoss(Path file, Harm harm) {
        return harm != Harm.DELETE || !file.startsWith(testWorkspace.inbox);
    }

    private static void check(Map<Path, Harm> harms, Random random) throws IOException {
        boolean onlyWitness = harms.keySet().stream().anyMatch(file -> file.endsWith("changes.jsonl"))
                && harms.keySet().stream().anyMatch(file -> file.endsWith("ledger.jsonl"));
        if (onlyWitness) {
            return;
        }
        try {
            for (Map.Entry<Path, Harm> harm : harms.entrySet()) {
                harm(harm.getKey(), harm.getValue(), random);
            }
            List<Finding> findings = findings();
            for (Path file : harms.keySet()) {
                assertThat(findings).as("%s of %s", file, harms).anyMatch(finding -> names(finding, file));
            }
        } finally {
            restore();
        }
    }

    private static boolean names(Finding finding, Path file) {
        String name = file.getFileName().toString();
        Path path = Path.of(finding.path());
        boolean uncheckable = path.endsWith("SHA256SUMS") && file.startsWith(path.getParent());
        return path.equals(file)
                || uncheckable
                || finding.message().contains(file.toString())
                || name.equals("index.jsonl") && finding.code().equals("bundle_without_line")
                || name.equals("events.jsonl") && finding.code().equals("event_without_line");
    }

    private static void harm(Path file, Harm harm, Random random) throws IOException {
        switch (harm) {
            case DELETE -> Files.delete(file);
            case EMPTY -> Files.write(file, new byte[0]);
            case EDIT -> {
                byte[] bytes = whole.get(file).clone();
                int at = random.nextInt(bytes.length);
                bytes[at] = (byte) (bytes[at] == 'x' ? 'y' : 'x');
                Files.write(file, bytes);
            }
        }
    }

    private static void restore() throws IOException {
        for (Map.Entry<Path, byte[]> file : whole.entrySet()) {
            Files.createDirectories(file.getKey().getParent());
            Files.write(file.getKey(), file.getValue());
        }
        for (Path bundle : testWorkspace.bundles()) {
            for (String part : List.of("inputs", "original", "web", "thumb", "logs")) {
                Files.createDirectories(bundle.resolve(part));
            }
        }
    }

    private static TreeMap<Path, byte[]> files() throws IOException {
        TreeMap<Path, byte[]> files = new TreeMap<>();
        Path control = testWorkspace.outputs.resolve(".runfolio");
        try (Stream<Path> all =
                Stream.concat(Files.walk(testWorkspace.outputs), Files.walk(testWorkspace.inbox.resolve(".done")))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                boolean derived =
                        file.startsWith(control) && !file.endsWith("events.jsonl") && !file.endsWith("changes.jsonl");
                if (!derived) {
                    files.put(file, Files.readAllBytes(file));
                }
            }
        }
        return files;
    }

    private static List<String> codes() {
        return findings().stream().map(Finding::code).distinct().toList();
    }

    private static List<Finding> findings() {
        return testWorkspace.verify().findings();
    }
}

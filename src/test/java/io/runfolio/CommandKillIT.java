package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.runfolio.bundle.Bundles;
import io.runfolio.bundle.Staging;
import io.runfolio.cli.RunfolioCommand;
import io.runfolio.files.DurableFiles;
import io.runfolio.run.AssetKind;
import io.runfolio.run.RunRequest;
import io.runfolio.wiring.Backends;
import io.runfolio.work.Verification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands that change the outputs folder, interrupted after each change. The process is stopped and its folders are
 * copied: the copy is what SIGKILL would leave. In each copy no bundle is partial, and a repeated command completes the
 * work. The short form skips some changes; {@code -Drunfolio.long=true} skips none.
 */
class CommandKillIT {
    /** Findings that the next run or the next worker repairs. */
    private static final Set<String> MENDED = Set.of(
            "bundle_without_line",
            "event_without_line",
            "line_torn",
            "staging_left",
            "redo_left",
            "reservation_left",
            "lock_left",
            "temporary_left");
    /** Findings that {@code index rebuild} and {@code catalog rebuild} repair. */
    private static final Set<String> REBUILT =
            Set.of("line_twice", "line_without_bundle", "line_unreadable", "catalog_unreadable");

    @TempDir
    Path folder;

    private TestWorkspace testWorkspace;
    private Path elsewhere;

    @BeforeEach
    void straceIsThere() {
        assumeThat(Strace.works()).as("strace is there and may trace").isTrue();
        testWorkspace = new TestWorkspace(folder.resolve("here"));
        elsewhere = folder.resolve("elsewhere");
    }

    @Test
    void an_import_that_is_killed_shows_whole_bundles_only_and_is_completed_by_the_next() {
        Path zip = folder.resolve("export.zip");
        seal(elsewhere, "one", "two");
        execute("index", "rebuild", "--outputs", elsewhere.toString());
        execute("export", "--all", "--form", "bundle", "--to", zip.toString(), "--outputs", elsewhere.toString());
        seal(testWorkspace.outputs, "here");
        execute("index", "rebuild", "--outputs", testWorkspace.outputs.toString());

        atEachMoment(24, 3, here -> List.of("import", zip.toString()));
    }

    @Test
    void a_killed_adoption_copies_complete_bundles_and_changes_no_source() {
        seal(elsewhere, "one", "two");
        withoutOurs(elsewhere);

        atEachMoment(20, 2, here -> List.of("adopt", elsewhere.toString()));
    }

    @Test
    void an_adoption_in_place_that_is_killed_is_completed_by_the_next() {
        seal(testWorkspace.outputs, "one", "two", "three");
        withoutOurs(testWorkspace.outputs);

        atEachMoment(24, 3, here -> List.of("adopt", here.outputs.toString()));
    }

    @Test
    void a_killed_rebuild_of_a_damaged_index_is_completed_by_the_next() throws IOException {
        seal(testWorkspace.outputs, "one", "two", "three");
        execute("index", "rebuild", "--outputs", testWorkspace.outputs.toString());
        Path index = testWorkspace.outputs.resolve("index.jsonl");
        List<String> lines = Files.readAllLines(index);
        String stranger = lines.get(2).replaceAll("model_[a-z]+", "stranger");
        Files.write(index, List.of(lines.get(0), lines.get(0), stranger));

        atEachMoment(3, 3, here -> List.of("index", "rebuild"));
    }

    @Test
    void a_rebuild_of_the_catalog_that_is_killed_is_completed_by_the_next() {
        seal(testWorkspace.outputs, "one", "two", "three");
        execute("index", "rebuild", "--outputs", testWorkspace.outputs.toString());

        atEachMoment(4, 3, here -> List.of("catalog", "rebuild"));
    }

    @Test
    void a_redo_that_is_killed_is_completed_by_the_next_and_leaves_no_file() throws Exception {
        testWorkspace.writePicture("large.png", 1200, 1000, 1);
        try (Runfolio runfolio = Runfolio.open(testWorkspace.settings("runfolio.image.max-megapixels", "1"))) {
            runfolio.createRunArtifact(RunRequest.builder("succeeded", "large")
                    .output(AssetKind.IMAGE, "media/large.png")
                    .build());
        }
        atEachMoment(14, 1, here -> List.of("redo", "--state", "failed", "--code", "too_many_pixels"));
        try (Runfolio runfolio = Runfolio.open(testWorkspace.settings())) {
            assertThat(runfolio.queries()
                            .getRunById(
                                    testWorkspace.bundles().get(0).getFileName().toString())
                            .orElseThrow()
                            .outputs()
                            .get(0)
                            .webPath())
                    .contains(".redo-");
        }
    }

    @Test
    void a_rebuild_of_derivatives_that_is_killed_goes_on_and_leaves_no_file() {
        picture();
        atEachMoment(
                20, 1, here -> List.of("derivatives", "rebuild", "--settings", "image_web_format=jpg", "--replace"));
        assertThat(names("web")).hasSize(1).allMatch(name -> name.endsWith(".jpg"));
    }

    @Test
    void notes_that_are_killed_are_completed_by_the_next() {
        picture();
        String run = testWorkspace.bundles().get(0).getFileName().toString();
        atEachMoment(4, 1, here -> List.of("notes", run, "--set", "Print on matte paper"));
        assertThat(testWorkspace.bundles().get(0).resolve("notes.md")).content().contains("Print on matte paper");
    }

    @Test
    void an_upgrade_that_is_killed_is_completed_by_the_next() {
        seal(testWorkspace.outputs, "one", "two");
        withoutOurs(testWorkspace.outputs);
        execute("index", "rebuild", "--outputs", testWorkspace.outputs.toString());
        atEachMoment(9, 2, here -> List.of("upgrade", "--all"));
        assertThat(testWorkspace.bundles())
                .allSatisfy(bundle -> assertThat(bundle.resolve("SHA256SUMS")).isRegularFile());
    }

    private void picture() {
        testWorkspace.writePicture("a.png", 60, 40, 1);
        try (Runfolio runfolio = Runfolio.open(testWorkspace.settings())) {
            runfolio.createRunArtifact(RunRequest.builder("succeeded", "model")
                    .output(AssetKind.IMAGE, "media/a.png")
                    .build());
        }
    }

    private List<String> names(String part) {
        try (Stream<Path> files = Files.list(testWorkspace.bundles().get(0).resolve(part))) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_repair_that_is_killed_is_completed_by_the_next() throws IOException {
        seal(testWorkspace.outputs, "one", "two");
        execute("index", "rebuild", "--outputs", testWorkspace.outputs.toString());
        seal(testWorkspace.outputs, "without-line");
        Path index = testWorkspace.outputs.resolve("index.jsonl");
        List<String> lines = new ArrayList<>(Files.readAllLines(index));
        lines.add(1, "a foreign line");
        Files.write(index, lines);
        Files.writeString(index, "{\"run_id\": \"torn", StandardOpenOption.APPEND);
        new Staging(Backends.outputs(testWorkspace.outputs), "dead-worker", Clock.systemUTC())
                .open(request("left"), Bundles.origin("left"));
        Files.createDirectories(testWorkspace.inbox.resolve(".work/dead-worker"));
        Files.writeString(testWorkspace.inbox.resolve(".work/dead-worker/claimed.json"), "{}");

        atEachMoment(11, 3, here -> List.of("doctor", "--repair"));
    }

    @Test
    void a_killed_conversion_to_hard_links_is_completed_by_the_next() {
        seal(testWorkspace.outputs, "one", "two", "three");
        execute("index", "rebuild", "--outputs", testWorkspace.outputs.toString());

        atEachMoment(9, 3, here -> List.of("dedup", "convert", "--to", "hardlink"));
    }

    @Test
    void a_killed_conversion_to_plain_files_is_completed_by_the_next() {
        seal(testWorkspace.outputs, "one", "two", "three");
        execute("index", "rebuild", "--outputs", testWorkspace.outputs.toString());
        execute("dedup", "convert", "--to", "hardlink", "--outputs", testWorkspace.outputs.toString());

        atEachMoment(5, 3, here -> List.of("dedup", "undo"));
    }

    /**
     * Runs the command once, and checks what a kill would leave after each change, and the result.
     *
     * @param every how many changes the short form goes on from moment to moment
     * @param runs how many there have to be in the end
     */
    private void atEachMoment(int every, int runs, Function<TestWorkspace, List<String>> command) {
        TreeMap<String, String> sources = tree(elsewhere);
        List<TestWorkspace> moments = new ArrayList<>();
        int code = Strace.frozenEvery(
                Boolean.getBoolean("runfolio.long") ? 1 : every,
                testWorkspace,
                () -> moments.add(testWorkspace.copyTo(folder.resolve("moment-" + moments.size()))),
                command.apply(testWorkspace).toArray(String[]::new));
        assertThat(code).as(log()).isIn(0, 4); // 4: a doctor says what he found
        assertThat(moments).isNotEmpty();
        moments.add(testWorkspace);
        System.out.println(command.apply(testWorkspace).get(0) + ": " + moments.size() + " moments");

        List<String> wrong = new ArrayList<>();
        for (TestWorkspace moment : moments) {
            wrong.addAll(afterTheNext(moment, runs, command.apply(moment)));
        }
        assertThat(wrong).isEmpty();
        assertThat(tree(elsewhere)).as("sources").isEqualTo(sources);
    }

    private List<String> afterTheNext(TestWorkspace moment, int runs, List<String> command) {
        List<String> wrong = new ArrayList<>();
        findings(moment, Stream.of(MENDED, REBUILT).flatMap(Set::stream).toList(), "at the kill: ", wrong);
        int code = in(moment, command);
        if (code != 0) {
            wrong.add("the next run ended with " + code);
        }
        in(moment, List.of("doctor", "--repair"));
        // signs of life and staging younger than a minute may be somebody's
        findings(moment, List.of("lock_left", "temporary_left"), "after the next: ", wrong);
        Verification.Report report = moment.verify();
        long lines = moment.indexLines().stream()
                .map(line -> line.get("run_id").asText())
                .distinct()
                .count();
        if (report.bundles() != runs || report.lines() != runs || lines != runs) {
            wrong.add(report + " instead of " + runs + " runs");
        }
        return wrong.stream()
                .map(each -> moment.root.getFileName() + ": " + each)
                .toList();
    }

    private static void findings(TestWorkspace moment, List<String> allowed, String when, List<String> wrong) {
        moment.verify().findings().stream()
                .filter(finding -> !allowed.contains(finding.code()))
                .forEach(finding -> wrong.add(when + finding));
    }

    private static int in(TestWorkspace moment, List<String> command) {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of("--inbox", moment.inbox.toString(), "--outputs", moment.outputs.toString()));
        return RunfolioCommand.execute(whole.toArray(String[]::new));
    }

    private static void execute(String... command) {
        assertThat(RunfolioCommand.execute(command)).isZero();
    }

    private static void seal(Path outputs, String... models) {
        for (String model : models) {
            Bundles.seal(Backends.outputs(outputs), request(model), model);
        }
    }

    private static RunRequest request(String model) {
        return RunRequest.builder("succeeded", "model_" + model.replace("-", ""))
                .output(AssetKind.IMAGE, "a.png")
                .build();
    }

    /** Leaves of bundles what an older version would have written. */
    private static void withoutOurs(Path outputs) {
        try (Stream<Path> files = Files.walk(outputs)) {
            for (Path file : files.toList()) {
                if (file.endsWith("artifacts.json") || file.endsWith("SHA256SUMS")) {
                    Files.delete(file);
                } else if (file.endsWith("run.json")) {
                    Files.writeString(
                            file, Files.readString(file).replace("\"format_version\": 2", "\"format_version\": 1"));
                }
            }
            DurableFiles.deleteTree(outputs.resolve(".runfolio"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TreeMap<String, String> tree(Path root) {
        TreeMap<String, String> tree = new TreeMap<>();
        if (Files.notExists(root)) {
            return tree;
        }
        try (Stream<Path> all = Files.walk(root)) {
            all.filter(Files::isRegularFile)
                    .forEach(file -> tree.put(root.relativize(file).toString(), TestWorkspace.sha256(file)));
            return tree;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String log() {
        try {
            return Files.readString(testWorkspace.root.resolve("worker.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.cli.RunfolioCommand;
import io.runfolio.coordination.folder.FolderLayout;
import io.runfolio.coordination.folder.Inbox;
import io.runfolio.coordination.folder.InboxLayout;
import io.runfolio.files.lock.AliveLock;
import io.runfolio.run.AssetKind;
import io.runfolio.run.Finding;
import io.runfolio.run.RunRequest;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import io.runfolio.work.Verification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of harm is done to whole folders, one at a time, and found. */
@Tag("slow")
class VerificationTest {
    @TempDir
    Path folder;

    private TestWorkspace testWorkspace;
    private Path bundle;

    @BeforeEach
    void bundle() {
        testWorkspace = new TestWorkspace(folder);
        Path picture = testWorkspace.writePicture("a.png", 40, 30, 1);
        try (Runfolio runfolio = Runfolio.open(testWorkspace.settings())) {
            RunRequest request = RunRequest.builder("succeeded", "model")
                    .idempotencyKey("k")
                    .output(AssetKind.IMAGE, picture.toString())
                    .build();
            bundle = testWorkspace.outputs.resolve(
                    runfolio.createRunArtifact(request).runDir());
        }
        testWorkspace.drop("waiting.json", "{}");
    }

    @Test
    void a_missing_outputs_folder_is_named_and_not_whole() {
        java.nio.file.Path nowhere = folder.resolve("nowhere/outputs");
        assertThat(Verification.of(
                                Backends.outputs(nowhere),
                                Backends.audit(RunfolioSettings.from(Map.of(
                                        "runfolio.inbox",
                                        folder.resolve("nowhere/inbox").toString()))),
                                (done, of) -> {})
                        .findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo("outputs_missing");
                    assertThat(finding.path()).isEqualTo(nowhere.toString());
                });
        assertThat(io.runfolio.cli.RunfolioCommand.execute("verify", "--outputs", nowhere.toString()))
                .isEqualTo(4);
    }

    @Test
    void whole_folders_have_no_findings_and_the_command_ends_with_zero() {
        assertThat(codes()).isEmpty();
        assertThat(command()).isZero();
    }

    @Test
    void verify_changes_and_creates_nothing() throws IOException {
        TreeMap<String, String> before = tree();
        codes();
        command();
        assertThat(tree()).isEqualTo(before);

        Path nowhere = folder.resolve("nowhere");
        assertThat(RunfolioCommand.execute("verify", "--inbox", nowhere + "/in", "--outputs", nowhere + "/out"))
                .isEqualTo(4);
        assertThat(nowhere).doesNotExist();
    }

    @Test
    void bundles_that_contradict_their_records_are_found() throws IOException {
        Path original = bundle.resolve("original/output_01.png");
        byte[] bytes = Files.readAllBytes(original);
        byte[] other = bytes.clone();
        other[bytes.length - 1] ^= 1;
        Files.write(original, other);
        assertThat(codes()).containsExactly("checksum_differs");
        assertThat(command()).isEqualTo(4);
        Files.write(original, new byte[3]);
        assertThat(codes()).containsExactly("size_differs");
        Files.delete(original);
        assertThat(codes()).containsExactly("file_missing");
        Files.createSymbolicLink(original, testWorkspace.media.resolve("a.png"));
        assertThat(codes()).as("a link is no original").containsExactly("file_missing");
        Files.delete(original);
        Files.write(original, bytes);

        Files.writeString(bundle.resolve("web/forgotten.part"), "x");
        assertThat(codes()).containsExactly("stray_file");
        Files.delete(bundle.resolve("web/forgotten.part"));

        Path run = bundle.resolve("run.json");
        String text = Files.readString(run);
        Files.writeString(run, text.replace("original/output_01.png", "../../../media/a.png"));
        assertThat(codes()).contains("path_outside");
        Files.writeString(run, text.replace("\"web_path\": \"web/output_01.webp\"", "\"web_path\": \"web/\\u0000\""));
        assertThat(codes()).contains("path_outside");
        Files.writeString(run, "{");
        assertThat(codes()).containsExactly("record_unreadable");
        Files.writeString(run, text);
        Files.delete(bundle.resolve("notes.md"));
        assertThat(codes()).containsExactly("bundle_incomplete");
        Files.writeString(bundle.resolve("notes.md"), "");
        assertThat(codes()).containsExactly("checksum_differs");
    }

    @Test
    void a_null_asset_is_a_finding_and_no_exception() throws IOException {
        Path run = bundle.resolve("run.json");
        String text = Files.readString(run);
        for (String harmed : List.of(
                text.replace("\"inputs\": []", "\"inputs\": [null]"),
                text.replace("\"outputs\": [", "\"outputs\": [null, "),
                text.replace("\"derivatives\": [", "\"derivatives\": [null, "),
                text.replace("\"run_id\": \"", "\"run_id\": null, \"x\": \""),
                "null",
                "[]")) {
            Files.writeString(run, harmed);
            assertThat(codes()).as(harmed).containsAnyOf("record_unreadable", "record_differs");
            assertThat(command()).isEqualTo(4);
        }
        Files.writeString(run, text);
        assertThat(codes()).isEmpty();
    }

    @Test
    void a_bundle_copied_by_hand_under_another_name_claims_ids_that_are_taken() throws IOException {
        Path copy = bundle.resolveSibling(bundle.getFileName() + "_copy");
        copy(bundle, copy);
        assertThat(codes()).contains("artifact_id_twice", "record_differs");
        for (String record : List.of("run.json", "manifest.json", "artifacts.json")) {
            Path file = copy.resolve(record);
            Files.writeString(
                    file, Files.readString(file).replace(bundle.getFileName() + "\"", copy.getFileName() + "\""));
        }
        assertThat(codes()).contains("artifact_id_twice", "event_bundled_twice");
    }

    @Test
    void records_that_are_links_or_pipes_are_not_opened() throws Exception {
        Path outside = Files.copy(bundle.resolve("run.json"), folder.resolve("outside.json"));
        for (String record : List.of("run.json", "notes.md", "artifacts.json", "SHA256SUMS", "logs/x.json")) {
            Path file = bundle.resolve(record);
            byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
            Files.deleteIfExists(file);
            Files.createSymbolicLink(file, outside);
            if (!record.startsWith("logs")) {
                assertThat(codes()).as(record).isNotEmpty();
            }
            Files.delete(file);
            assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                    .isZero();
            assertThat(codes()).isNotNull();
            Files.delete(file);
            if (!record.startsWith("logs")) {
                Files.write(file, bytes);
            }
        }
        Path elsewhere = folder.resolve("elsewhere");
        Files.move(bundle, elsewhere);
        Files.createSymbolicLink(bundle, elsewhere);
        assertThat(codes()).contains("path_outside");
        Files.delete(bundle);
        Files.move(elsewhere, bundle);
        Files.move(bundle.resolve("original"), elsewhere);
        Files.createSymbolicLink(bundle.resolve("original"), elsewhere);
        assertThat(codes()).contains("bundle_incomplete", "file_missing");
        Files.delete(bundle.resolve("original"));
        Files.move(elsewhere, bundle.resolve("original"));
        assertThat(codes()).isEmpty();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    @Test
    void lines_that_do_not_fit_the_bundles_are_found() throws IOException {
        Path index = testWorkspace.outputs.resolve("index.jsonl");
        String line = Files.readString(index);
        Files.writeString(index, line + line);
        assertThat(codes()).containsExactly("line_twice");
        Files.writeString(index, line + "nonsense\n");
        assertThat(codes()).containsExactly("line_unreadable");
        Files.writeString(index, "{\"run_id\": \"alone\"}\n" + line);
        assertThat(codes()).containsExactly("line_without_bundle", "line_unreadable");
        Files.writeString(index, line.replace("{", "{\"unknown\": 1, "));
        assertThat(codes()).containsExactly("line_unreadable");
        Files.writeString(index, line + line.substring(0, 20));
        assertThat(codes()).containsExactly("line_torn");
        Files.writeString(index, line.replace("\"model\"", "\"another\""));
        assertThat(codes()).containsExactly("line_differs");
        Files.writeString(index, line + line.replace("_model", "_gone"));
        assertThat(codes()).containsExactly("line_without_bundle");
        Files.writeString(index, "");
        assertThat(codes()).containsExactly("bundle_without_line");
        Files.writeString(index, line);
        Files.delete(Backends.outputs(testWorkspace.outputs).processedEvents());
        assertThat(codes()).containsExactly("event_without_line");
    }

    @Test
    void leftovers_of_dead_workers_are_found_and_files_of_live_ones_are_not() throws IOException {
        BundleLayout layout = Backends.outputs(testWorkspace.outputs);
        Files.createDirectories(layout.staging("w", "20260326_000000_x"));
        Files.writeString(new FolderLayout(layout.control()).runId("20260326_000000_x"), "w");
        Files.writeString(layout.control().resolve(".probe-1-1"), "");
        assertThat(codes()).containsExactly("staging_left", "reservation_left", "temporary_left");
        Files.delete(layout.control().resolve(".probe-1-1"));
        try (AliveLock alive = AliveLock.hold(new FolderLayout(layout.control()).alive("w"))) {
            assertThat(codes()).isEmpty();
        }
        Files.setLastModifiedTime(new FolderLayout(layout.control()).alive("w"), FileTime.from(Instant.EPOCH));
        assertThat(codes()).containsExactly("staging_left", "reservation_left", "lock_left");

        Runfolio.open(testWorkspace.settings()).close();
        assertThat(codes()).as("a start clears it").isEmpty();

        // left by a power cut, which took away the owner's name
        Files.createFile(new FolderLayout(layout.control()).runId("20260326_000000_y"));
        assertThat(codes()).containsExactly("reservation_left");
        Runfolio.open(testWorkspace.settings()).close();
        assertThat(codes()).isEmpty();
    }

    @Test
    void leftovers_of_a_crashed_worker_are_notes_while_nothing_is_lost() throws IOException {
        BundleLayout layout = Backends.outputs(testWorkspace.outputs);
        Files.createFile(new FolderLayout(layout.control()).alive("crashed"));
        Files.createDirectories(layout.staging("crashed"));

        Verification.Report report = Verification.of(
                Backends.outputs(testWorkspace.outputs),
                Backends.audit(testWorkspace.settings()),
                testWorkspace.settings(),
                (done, of) -> {});
        assertThat(report.findings()).isEmpty();
        assertThat(report.notes()).extracting(Finding::code).containsExactlyInAnyOrder("lock_left", "staging_left");
        assertThat(command()).isZero();

        Files.delete(bundle.resolve("original/output_01.png"));
        assertThat(command()).as("a loss beside them").isEqualTo(4);
    }

    @Test
    void events_in_two_places_or_without_reason_are_found() throws IOException {
        InboxLayout layout = new InboxLayout(testWorkspace.inbox);
        try (Inbox inbox = Inbox.open(testWorkspace.inbox, "w")) {
            inbox.claim(testWorkspace.inbox.resolve("waiting.json"));
            assertThat(codes()).isEmpty();
        }
        Path done = Files.createLink(layout.done().resolve("x.json"), testWorkspace.inbox.resolve("waiting.json"));
        assertThat(codes()).containsExactly("event_twice", "event_without_bundle");
        Files.delete(done);
        Files.writeString(layout.failed().resolve("a.json"), "{}");
        Files.writeString(layout.failed().resolve("b.error.json"), "{\"code\":\"c\"}");
        Files.writeString(layout.attempts("0123"), "");
        Files.createDirectories(layout.work("dead"));
        Files.writeString(layout.work("dead").resolve("4567__a.json"), "{}");
        Files.writeString(testWorkspace.inbox.resolve(".0123456789ab.part"), "{");
        assertThat(codes())
                .containsExactly("temporary_left", "claim_left", "attempts_left", "reason_missing", "reason_left");
    }

    @Test
    void copied_damaged_and_unfinished_orders_are_found_and_taken_ones_are_ignored() throws IOException {
        Path orders = folder.resolve("orders");
        Path taken = Files.createDirectories(orders.resolve("taken"));
        Files.createDirectories(orders.resolve("cancelled"));
        Files.writeString(orders.resolve("order-0000000000000001.json"), order("order-0000000000000001"));
        Files.writeString(taken.resolve("order-0000000000000002.json"), "what a generator made of it");
        Files.writeString(orders.resolve("cancelled/order-0000000000000003.json"), order("order-0000000000000003"));
        Files.writeString(orders.resolve("notes.json"), "nobody's order");
        assertThat(codesWith(orders)).isEmpty();

        Files.copy(orders.resolve("order-0000000000000001.json"), taken.resolve("order-0000000000000001.json"));
        Files.writeString(orders.resolve("order-0000000000000004.json"), order("order-0000000000000005"));
        Files.writeString(orders.resolve("order-0000000000000006.json"), "{\"id\": \"order-00000000000");
        Files.writeString(orders.resolve("order-0000000000000007.json.part"), "{");
        assertThat(codesWith(orders))
                .containsExactlyInAnyOrder("order_twice", "order_unreadable", "order_unreadable", "temporary_left");
    }

    private static String order(String id) {
        return "{\"order_version\": 1, \"id\": \"" + id + "\", \"intake\": {}}";
    }

    private List<String> codesWith(Path orders) {
        RunfolioSettings settings = RunfolioSettings.from(Map.of(
                "runfolio.inbox", testWorkspace.inbox.toString(),
                "runfolio.outputs", testWorkspace.outputs.toString(),
                "runfolio.orders", orders.toString()));
        return Verification.of(Backends.outputs(settings), Backends.audit(settings), settings, (done, of) -> {})
                .findings()
                .stream()
                .map(Finding::code)
                .toList();
    }

    private List<String> codes() {
        Verification.Report report = testWorkspace.verify();
        return Stream.concat(report.notes().stream(), report.findings().stream())
                .map(Finding::code)
                .toList();
    }

    private int command() {
        return RunfolioCommand.execute(
                "verify",
                "--json",
                "--inbox",
                testWorkspace.inbox.toString(),
                "--outputs",
                testWorkspace.outputs.toString());
    }

    private TreeMap<String, String> tree() throws IOException {
        TreeMap<String, String> tree = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.forEach(file -> tree.put(file.toString(), modified(file)));
        }
        return tree;
    }

    private static String modified(Path file) {
        try {
            return Files.isDirectory(file)
                    ? Files.getLastModifiedTime(file).toString()
                    : Files.getLastModifiedTime(file) + TestWorkspace.sha256(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

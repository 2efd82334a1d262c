package io.runfolio.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.Runfolio;
import io.runfolio.TestWorkspace;
import io.runfolio.cli.RunfolioCommand;
import io.runfolio.files.lock.Mutex;
import io.runfolio.run.AssetKind;
import io.runfolio.run.RunRequest;
import io.runfolio.store.object.ObjectContent;
import io.runfolio.store.object.ObjectStore;
import io.runfolio.store.s3.StoreHost.HostProcess;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundles of a library on disk, on their way into a bucket that two hosts have. */
class ImportedBundlesIT {
    private static final Duration SOON = Duration.ofMinutes(2);

    @TempDir
    static Path folder;

    private static S3Server server;
    private static StoreDatabase database;
    private static int tests;

    private String name;
    private TestWorkspace library;
    private StoreHost first;
    private StoreHost second;

    @BeforeAll
    static void start() throws IOException {
        server = S3Server.s3proxy(folder.resolve("server"));
        database = new StoreDatabase();
        server.awaitReady();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        database.close();
    }

    @BeforeEach
    void prepare() throws SQLException {
        name = "import_" + ++tests;
        database.execute("public", "CREATE SCHEMA " + name);
        library = new TestWorkspace(folder.resolve(name).resolve("library"));
        first = new StoreHost("first", folder.resolve(name), server, database, name);
        second = new StoreHost("second", folder.resolve(name), server, database, name);
    }

    @AfterEach
    void disconnect() {
        Backends.disconnect();
    }

    @Test
    void an_imported_bundle_is_on_all_hosts_byte_for_byte_and_with_its_reviews() throws Exception {
        Path one = bundle("one");
        Path two = bundle("two");
        String artifact = first.artifact(one);
        assertThat(library("approve", artifact)).isZero();
        assertThat(library("reopen", artifact)).isZero();
        assertThat(library("reject", artifact)).isZero();
        Path export = export();

        assertThat(first.command("import", export.toString())).isZero();
        second.sync();

        for (Path bundle : List.of(one, two)) {
            assertThat(checksums(first.copyOf(bundle))).isEqualTo(checksums(bundle));
            assertThat(checksums(second.copyOf(bundle))).isEqualTo(checksums(bundle));
        }
        assertThat(rows("SELECT event_id FROM runfolio_seals ORDER BY seq")).containsExactlyInAnyOrder("one", "two");
        assertThat(segments())
                .containsExactlyInAnyOrderElementsOf(
                        library.indexLines().stream().map(JsonNode::toString).toList());
        assertThat(second.workspace.indexLines()).containsExactlyInAnyOrderElementsOf(library.indexLines());
        assertThat(ledger(one)).isEqualTo(Files.readAllLines(one.resolve("ledger.jsonl")));
        first.assertSound();
        second.assertSound();
        try (HostProcess serving = second.serve(one, two)) {
            await().atMost(SOON).untilAsserted(() -> assertThat(
                            new String(serving.get("/v1/artifacts/" + artifact).body()))
                    .contains("rejected"));
        }
        assertThat(second.command("reopen", artifact)).isZero();
        first.sync();
        assertThat(Files.readAllLines(first.copyOf(one).resolve("ledger.jsonl")))
                .hasSize(4)
                .startsWith(Files.readAllLines(one.resolve("ledger.jsonl")).toArray(String[]::new));
    }

    @Test
    void a_second_import_on_any_host_changes_nothing() throws Exception {
        Path bundle = bundle("one");
        Path export = export();
        assertThat(first.command("import", export.toString())).isZero();
        Map<String, String> before = checksums(objects());
        List<String> seals = rows("SELECT run_id FROM runfolio_seals");

        assertThat(states(first, export)).containsExactly("known");
        assertThat(states(second, export)).containsExactly("known");
        second.set("runfolio.store.copy", "records");
        assertThat(states(second, export)).containsExactly("known");

        assertThat(checksums(objects())).isEqualTo(before);
        assertThat(rows("SELECT run_id FROM runfolio_seals"))
                .isEqualTo(seals)
                .containsExactly(bundle.getFileName().toString());
        assertThat(rows("SELECT run_id FROM runfolio_run_ids")).isEmpty();
        assertThat(rows("SELECT run_id FROM runfolio_uploads")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void an_import_killed_before_its_seal_shows_nothing_and_the_next_completes_it(boolean isSwept) throws Exception {
        Path bundle = bundle("one");
        assertThat(library("approve", first.artifact(bundle))).isZero();
        Path export = export();
        first.sync();
        try (Connection lock = holdSeals();
                HostProcess victim = first.process("import", export.toString())) {
            awaitUploaded();
            victim.process().destroyForcibly().waitFor();
            lock.rollback();
        }
        second.sync();
        assertThat(second.workspace.bundles()).isEmpty();
        assertThat(rows("SELECT run_id FROM runfolio_seals")).isEmpty();
        if (isSwept) {
            await().atMost(SOON).until(() -> {
                assertThat(second.command("store", "sweep", "--days", "0")).isZero();
                return bundlesInBucket().isEmpty();
            });
        }
        leave("bundles/" + first.runPath(first.copyOf(bundle)) + "/other.txt");

        // the run id of a killed process is free after its lease
        await().atMost(SOON).until(() -> second.command("import", export.toString()) == 0);
        first.sync();

        assertThat(checksums(first.copyOf(bundle))).isEqualTo(checksums(bundle));
        assertThat(checksums(second.copyOf(bundle))).isEqualTo(checksums(bundle));
        first.assertSound();
        second.assertSound();
        assertThat(second.command("store", "sweep", "--days", "0")).isZero();
        assertThat(second.command("store", "verify", "--deep")).isZero();
    }

    @Test
    void an_import_killed_after_its_seal_is_on_all_hosts() throws Exception {
        Path bundle = bundle("one");
        Path export = export();
        second.sync();
        try (Mutex.Held ledger = Backends.outputs(second.settings())
                        .coordination()
                        .writerLocks()
                        .reviewLog(bundle.getFileName().toString())
                        .hold();
                HostProcess victim = first.process("import", export.toString())) {
            await().atMost(SOON)
                    .until(() -> !rows("SELECT 1 FROM runfolio_seals").isEmpty());
            victim.process().destroyForcibly().waitFor();
        }

        second.sync();
        first.sync();

        for (StoreHost host : List.of(first, second)) {
            assertThat(checksums(host.copyOf(bundle))).isEqualTo(checksums(bundle));
            assertThat(states(host, export)).containsExactly("known");
            assertThat(host.workspace.indexLines()).hasSize(1);
            host.assertSound();
        }
    }

    /** Writes what an import of another version of the bundle could have left. */
    private void leave(String key) {
        try (ObjectStore objects = server.open(name)) {
            objects.put(key, ObjectContent.of(new byte[1]));
        }
    }

    @Test
    void a_sweep_leaves_an_import_that_is_under_way_alone() throws Exception {
        Path bundle = bundle("one");
        Path export = export();
        first.sync();
        try (HostProcess importing = holdingSeals(() -> first.process("import", export.toString()), () -> {
            assertThat(second.command("store", "sweep", "--days", "0")).isZero();
        })) {
            assertThat(importing.process().waitFor()).as(first.log("import")).isZero();
        }
        second.sync();

        assertThat(checksums(second.copyOf(bundle))).isEqualTo(checksums(bundle));
        assertThat(second.command("store", "sweep", "--days", "0")).isZero();
        second.assertSound();
        assertThat(second.command("store", "verify", "--deep")).isZero();
    }

    @Test
    void taken_ids_are_refused_and_other_bundles_arrive() throws Exception {
        first.bundleOf("event", picture(first.workspace));
        first.sync();
        Path sameEvent = bundle("event");
        Path whole = bundle("innocent");
        Path sameRun = bundle("same-run");
        assertThat(second.command("adopt", sameRun.toString())).isZero();
        Path notes = sameRun.resolve("notes.md");
        Files.writeString(notes, Files.readString(notes) + "\n");
        writeSums(sameRun);
        Path sameArtifact = copyUnderOtherRun(whole);
        Map<String, String> before = checksums(objects());

        Map<String, String> codes = codes(second, library.outputs);

        assertThat(codes)
                .containsEntry(sameEvent.getFileName().toString(), "event_exists")
                .containsEntry(sameRun.getFileName().toString(), "run_exists")
                .containsEntry(whole.getFileName().toString(), "")
                .containsEntry(sameArtifact.getFileName().toString(), "artifact_id_taken");
        assertThat(checksums(objects())).containsAllEntriesOf(before);
        assertThat(rows("SELECT event_id FROM runfolio_seals"))
                .containsExactlyInAnyOrder("event", "same-run", "innocent");
        first.sync();
        assertThat(first.workspace.bundles()).hasSize(3);
        first.assertSound();
        second.assertSound();
    }

    @Test
    void a_run_that_the_bucket_has_damaged_is_not_imported_over() throws Exception {
        Path bundle = bundle("one");
        assertThat(first.command("import", export().toString())).isZero();
        Path record = objects().resolve("bundles/" + first.runPath(first.copyOf(bundle)) + "/run.json");
        Files.delete(record);
        Path innocent = bundle("innocent");

        assertThat(codes(second, library.outputs))
                .containsEntry(bundle.getFileName().toString(), "run_exists")
                .containsEntry(innocent.getFileName().toString(), "");

        assertThat(record).doesNotExist();
        assertThat(rows("SELECT event_id FROM runfolio_seals")).containsExactlyInAnyOrder("one", "innocent");
    }

    @Test
    void files_that_were_removed_stay_so_until_a_complete_copy_is_imported() throws Exception {
        Path bundle = bundle("one");
        Map<String, String> complete = checksums(bundle.resolve("original"));
        Path whole = folder.resolve(name).resolve("whole.zip");
        Files.move(export(), whole);
        assertThat(library("purge", bundle.getFileName().toString(), "--scope", "originals", "--yes"))
                .isZero();

        assertThat(first.command("import", export().toString())).isZero();
        second.sync();
        for (StoreHost host : List.of(first, second)) {
            assertThat(checksums(host.copyOf(bundle).resolve("original"))).isEmpty();
            assertThat(host.command("verify")).isZero();
        }

        assertThat(states(second, whole)).containsExactly("restored");
        first.sync();
        for (StoreHost host : List.of(first, second)) {
            assertThat(checksums(host.copyOf(bundle).resolve("original"))).isEqualTo(complete);
            host.assertSound();
        }
        assertThat(first.command("store", "sweep", "--days", "0")).isZero();
        assertThat(first.command("store", "verify", "--deep")).isZero();
    }

    @Test
    void an_event_of_an_imported_bundle_that_comes_later_is_known() throws Exception {
        first.set("runfolio.store.copy", "records");
        Path bundle = bundle("one");
        assertThat(first.command("import", export().toString())).isZero();

        try (Runfolio runfolio = Runfolio.open(second.settings())) {
            assertThat(runfolio.createRunArtifact(request("one")).runId())
                    .isEqualTo(bundle.getFileName().toString());
        }

        assertThat(rows("SELECT run_id FROM runfolio_seals"))
                .containsExactly(bundle.getFileName().toString());
        assertThat(bundlesInBucket()).containsExactly(bundle.getFileName().toString());
        first.assertSound();
        second.assertSound();
    }

    @Test
    void a_library_of_another_program_is_adopted_and_survives_the_loss_of_the_database() throws Exception {
        Path one = bundle("one");
        Path two = bundle("two");
        foreign(one);
        foreign(two);
        Map<String, String> before = checksums(library.outputs);

        assertThat(first.command("adopt", library.outputs.toString())).isZero();
        assertThat(second.command("adopt", library.outputs.toString())).isZero();

        assertThat(checksums(library.outputs)).isEqualTo(before);
        assertThat(rows("SELECT run_id FROM runfolio_seals WHERE event_id IS NULL"))
                .hasSize(2);
        Map<String, String> copied = checksums(second.copyOf(one));
        assertThat(copied).containsAllEntriesOf(checksums(one)).containsKey("artifacts.json");
        assertThat(checksums(first.copyOf(one))).isEqualTo(copied);
        first.assertSound();
        second.assertSound();

        Backends.disconnect();
        database.execute("public", "DROP SCHEMA " + name + " CASCADE");
        database.execute("public", "CREATE SCHEMA " + name);
        StoreHost third = new StoreHost("third", folder.resolve(name), server, database, name);
        assertThat(third.command("store", "restore", "--into", third.workspace.outputs.toString()))
                .isZero();
        assertThat(third.command("index", "rebuild", "--coordination")).isZero();
        assertThat(rows("SELECT run_id FROM runfolio_seals WHERE event_id IS NULL"))
                .hasSize(2);
        assertThat(checksums(third.copyOf(one))).isEqualTo(copied);
        assertThat(third.command("store", "sweep", "--days", "0")).isZero();
        third.assertSound();
    }

    @Test
    void two_hosts_that_import_one_bundle_at_the_same_time_have_it_once() throws Exception {
        Path bundle = bundle("one");
        String export = export().toString();
        first.sync();
        try (HostProcess other = holdingSeals(() -> first.process("import", export), () -> {});
                HostProcess mine = second.process("import", export)) {
            assertThat(other.process().waitFor()).as(first.log("import")).isZero();
            assertThat(mine.process().waitFor()).as(second.log("import")).isZero();
        }

        assertThat(rows("SELECT run_id FROM runfolio_seals"))
                .containsExactly(bundle.getFileName().toString());
        for (StoreHost host : List.of(first, second)) {
            assertThat(checksums(host.copyOf(bundle))).isEqualTo(checksums(bundle));
            host.assertSound();
        }
    }

    @Test
    void records_that_an_imported_bundle_lacks_are_added_on_all_hosts() throws Exception {
        Path bundle = bundle("one");
        foreign(bundle);
        Path export = export();
        assertThat(first.command("import", export.toString())).isZero();
        second.sync();
        assertThat(checksums(second.copyOf(bundle))).isEqualTo(checksums(bundle));

        assertThat(second.command("adopt", second.workspace.outputs.toString())).isZero();
        first.sync();

        assertThat(checksums(first.copyOf(bundle)))
                .containsKey("artifacts.json")
                .isEqualTo(checksums(second.copyOf(bundle)));
        first.assertSound();
        second.assertSound();
    }

    @Test
    void bundles_in_the_outputs_folder_that_the_store_lacks_are_named() throws Exception {
        Path bundle = bundle("one");
        Path here = first.copyOf(bundle);
        Files.createDirectories(here.getParent());
        assertThat(new ProcessBuilder("cp", "-r", bundle.toString(), here.toString())
                        .start()
                        .waitFor())
                .isZero();

        assertThat(codes(first, first.workspace.outputs)).containsValue("not_in_store");
        assertThat(codes(first, library.outputs)).containsValue("not_in_store");

        assertThat(rows("SELECT run_id FROM runfolio_seals")).isEmpty();
        assertThat(second.command("adopt", library.outputs.toString())).isZero();
    }

    private Path bundle(String key) throws IOException {
        byte[] bytes = new byte[1 << 16];
        new Random(key.hashCode()).nextBytes(bytes);
        Files.write(library.media.resolve(key + ".bin"), bytes);
        try (Runfolio runfolio = Runfolio.open(library.settings())) {
            String runId = runfolio.createRunArtifact(request(key)).runId();
            return library.bundles().stream()
                    .filter(bundle -> bundle.endsWith(runId))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private RunRequest request(String key) {
        return RunRequest.builder("succeeded", "model")
                .idempotencyKey(key)
                .output(AssetKind.IMAGE, picture(library))
                .output(AssetKind.OTHER, library.media.resolve(key + ".bin").toString())
                .build();
    }

    private static String picture(TestWorkspace workspace) {
        workspace.writePicture("a.png", 40, 30, 1);
        return workspace.media.resolve("a.png").toString();
    }

    private Path export() {
        Path export = folder.resolve(name).resolve("export.zip");
        assertThat(library("export", "--all", "--form", "bundle", "--to", export.toString()))
                .isZero();
        return export;
    }

    private int library(String... words) {
        List<String> command = new ArrayList<>(List.of(words));
        command.addAll(library.options());
        return RunfolioCommand.execute(command.toArray(String[]::new));
    }

    /** Makes a bundle one that comes from no event and has no records of its artifacts. */
    private static void foreign(Path bundle) throws IOException {
        Files.delete(bundle.resolve("artifacts.json"));
        Files.deleteIfExists(bundle.resolve("SHA256SUMS"));
        for (String record : List.of("run.json", "manifest.json")) {
            ObjectNode json = (ObjectNode) TestWorkspace.json(bundle.resolve(record));
            if (json.get("source_metadata") instanceof ObjectNode metadata) {
                metadata.remove("runfolio");
            }
            Files.writeString(bundle.resolve(record), json.toPrettyString());
        }
    }

    /** Copies a bundle as a run of another id, from no event, that claims the same artifacts. */
    private static Path copyUnderOtherRun(Path bundle) throws Exception {
        Path copy = bundle.resolveSibling("20990101_000000_other");
        assertThat(new ProcessBuilder("cp", "-r", bundle.toString(), copy.toString())
                        .start()
                        .waitFor())
                .isZero();
        for (String record : List.of("run.json", "manifest.json", "artifacts.json")) {
            String text = Files.readString(copy.resolve(record))
                    .replace(bundle.getFileName().toString(), copy.getFileName().toString());
            JsonNode json = TestWorkspace.parse(text);
            if (json.get("source_metadata") instanceof ObjectNode metadata) {
                metadata.remove("runfolio");
            }
            Files.writeString(copy.resolve(record), json.toPrettyString());
        }
        writeSums(copy);
        return copy;
    }

    /** Writes checksums of the files as they are, so that nothing but their content has changed. */
    private static void writeSums(Path bundle) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(bundle.resolve("SHA256SUMS"))) {
            String path = line.substring(line.indexOf("  ") + 2);
            lines.add(TestWorkspace.sha256(bundle.resolve(path)) + "  " + path);
        }
        Files.write(bundle.resolve("SHA256SUMS"), lines);
    }

    private static List<String> states(StoreHost host, Path export) throws IOException {
        List<String> states = new ArrayList<>();
        TestWorkspace.parse(host.print("import", export.toString(), "--json"))
                .findValues("state")
                .forEach(state -> states.add(state.asText()));
        return states;
    }

    /** Returns the code of each bundle that a host adopts, by run. */
    private static Map<String, String> codes(StoreHost host, Path from) throws IOException {
        Map<String, String> codes = new TreeMap<>();
        String json = host.printed(3, "adopt", from.toString(), "--json");
        for (JsonNode result : TestWorkspace.parse(json).findParents("code")) {
            codes.put(result.get("run_id").asText(), result.get("code").asText());
        }
        return codes;
    }

    private interface Start {
        HostProcess start() throws Exception;
    }

    private interface Work {
        void run() throws Exception;
    }

    /** Starts a process, does some work when its objects are in the bucket, and then lets it seal. */
    private HostProcess holdingSeals(Start start, Work work) throws Exception {
        try (Connection lock = holdSeals()) {
            HostProcess process = start.start();
            awaitUploaded();
            work.run();
            lock.rollback();
            return process;
        }
    }

    private Connection holdSeals() throws SQLException {
        Connection connection = database.connect(name);
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("LOCK TABLE runfolio_seals IN SHARE ROW EXCLUSIVE MODE");
        }
        return connection;
    }

    private void awaitUploaded() {
        await().atMost(SOON)
                .until(() -> !bundlesInBucket().isEmpty()
                        && !rows("SELECT 1 FROM pg_locks WHERE NOT granted").isEmpty());
    }

    private List<String> bundlesInBucket() throws IOException {
        Path bundles = objects().resolve("bundles");
        if (Files.notExists(bundles)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(bundles)) {
            return files.filter(file -> file.endsWith("run.json"))
                    .map(file -> file.getParent().getFileName().toString())
                    .toList();
        }
    }

    private List<String> ledger(Path bundle) throws IOException {
        Path lines = objects()
                .resolve("ledgers")
                .resolve(bundle.getParent().getFileName())
                .resolve(bundle.getFileName());
        List<String> ledger = new ArrayList<>();
        try (Stream<Path> files = Files.list(lines)) {
            for (Path file : files.sorted().toList()) {
                ledger.addAll(Files.readAllLines(file));
            }
        }
        return ledger;
    }

    private List<String> segments() throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(objects().resolve("index"))) {
            for (Path file : files.sorted().toList()) {
                for (String line : Files.readAllLines(file)) {
                    lines.add(TestWorkspace.parse(line).toString());
                }
            }
        }
        return lines;
    }

    private Path objects() {
        return server.objects().resolve(name);
    }

    private List<String> rows(String sql) {
        return database.rows(name, sql);
    }

    private static Map<String, String> checksums(Path root) throws IOException {
        Map<String, String> sums = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sums.put(root.relativize(file).toString(), TestWorkspace.sha256(file));
            }
        }
        return sums;
    }
}

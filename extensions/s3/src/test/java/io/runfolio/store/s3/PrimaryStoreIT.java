package io.runfolio.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.TestWorkspace;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.coordination.EventInbox;
import io.runfolio.store.s3.StoreHost.HostProcess;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Hosts whose bundles are in one bucket. S3Proxy keeps objects as files, which are read as such. */
class PrimaryStoreIT {
    private static final int EVENTS = Boolean.getBoolean("runfolio.long") ? 200 : 20;
    private static final Duration SOON = Duration.ofMinutes(2);

    @TempDir
    static Path folder;

    private static S3Server server;
    private static StoreDatabase database;

    private String name;
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
    void prepare(TestInfo test) throws SQLException {
        name = test.getTestMethod().orElseThrow().getName();
        database.execute("public", "CREATE SCHEMA " + name);
        first = host("first");
        second = host("second");
    }

    @AfterEach
    void disconnect() {
        Backends.disconnect();
    }

    @Test
    void a_bundle_of_one_host_is_in_the_bucket_and_on_the_other_host() throws Exception {
        Path bundle = first.bundle("one", 3 << 20);
        first.sync();
        second.sync();

        Map<String, String> files = checksums(bundle);
        assertThat(files).containsKeys("run.json", "manifest.json", "original/output_01.png");
        for (Map.Entry<String, String> file : files.entrySet()) {
            assertThat(TestWorkspace.sha256(object(bundle, file.getKey())))
                    .as(file.getKey())
                    .isEqualTo(file.getValue());
        }
        assertThat(checksums(second.workspace.bundles().get(0))).isEqualTo(files);
        assertThat(second.workspace.indexLines()).isEqualTo(first.workspace.indexLines());
        assertThat(segments()).isEqualTo(Files.readAllLines(first.workspace.outputs.resolve("index.jsonl")));
        first.assertSound();
        second.assertSound();
    }

    @Test
    void decisions_of_two_hosts_are_in_one_ledger() throws Exception {
        Path bundle = first.bundle("one", 100);
        first.sync();
        second.sync();
        String artifact = first.artifact(bundle);

        assertThat(second.command("approve", artifact)).isZero();
        assertThat(first.command("reopen", artifact)).isZero();
        assertThat(second.command("reject", artifact)).isZero();
        first.sync();
        second.sync();

        List<String> lines = Files.readAllLines(bundle.resolve("ledger.jsonl"));
        assertThat(lines).hasSize(3);
        assertThat(Files.readAllLines(second.workspace.bundles().get(0).resolve("ledger.jsonl")))
                .isEqualTo(lines);
        try (Stream<Path> objects = Files.list(objects().resolve("ledgers").resolve(first.runPath(bundle)))) {
            assertThat(objects.sorted().map(PrimaryStoreIT::text)).isEqualTo(lines);
        }
        first.assertSound();
        second.assertSound();
    }

    @Test
    void workers_of_two_hosts_bundle_each_event_once_while_one_is_killed() throws Exception {
        Path media = folder.resolve(name).resolve("first/media");
        first.workspace.writePicture("a.png", 300, 200, 1);
        EventInbox inbox = Backends.inbox(first.settings());
        for (int i = 0; i < EVENTS; i++) {
            byte[] event = TestWorkspace.event(
                            "k" + i, "succeeded", media.resolve("a.png").toString())
                    .getBytes(StandardCharsets.UTF_8);
            inbox.submit(event, "k" + i + ".json");
            inbox.submit(event, "again-" + i + ".json");
        }

        try (HostProcess victim = first.worker()) {
            await().atMost(SOON)
                    .until(() -> !rows("SELECT id FROM runfolio_events WHERE state = 'claimed'" + " AND attempts > 0")
                            .isEmpty());
        }
        try (HostProcess survivor = second.worker();
                HostProcess again = first.worker()) {
            awaitDone();
            again.end();
            survivor.end();
        }
        first.sync();
        second.sync();

        List<String> runs = rows("SELECT run_id FROM runfolio_seals ORDER BY seq");
        assertThat(runs).hasSize(EVENTS).doesNotHaveDuplicates();
        assertThat(rows("SELECT run_id FROM runfolio_run_ids")).isEmpty();
        assertThat(segments().stream().map(PrimaryStoreIT::runId)).isEqualTo(runs);
        for (StoreHost host : List.of(first, second)) {
            assertThat(host.workspace.bundledEvents()).hasSize(EVENTS);
            assertThat(host.workspace.bundles().stream()
                            .map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(runs);
            assertThat(host.workspace.indexLines()).hasSize(EVENTS);
            host.assertSound();
        }
    }

    @Test
    void a_worker_killed_between_upload_and_seal_leaves_nothing_that_counts() throws Exception {
        submit("k0");
        String lost;
        try (Connection lock = lockEvents();
                HostProcess victim = first.worker()) {
            lost = awaitUploaded();
            victim.process().destroyForcibly().waitFor();
            lock.rollback();
        }
        try (HostProcess survivor = second.worker()) {
            awaitDone();
            survivor.end();
        }
        second.sync();
        first.sync();

        assertThat(rows("SELECT run_id FROM runfolio_seals")).hasSize(1).doesNotContain(lost);
        assertThat(first.workspace.bundledEvents()).containsExactly("k0");
        assertThat(second.workspace.bundles()).hasSize(1);
        assertThat(segments()).hasSize(1);
        first.assertSound();
        second.assertSound();

        assertThat(first.command("store", "sweep", "--days", "1")).isZero();
        assertThat(bundlesInBucket()).contains(lost);
        assertThat(first.command("store", "sweep", "--days", "0")).isZero();
        assertThat(bundlesInBucket()).isEqualTo(rows("SELECT run_id FROM runfolio_seals"));
        first.assertSound();
    }

    @Test
    void a_store_that_is_away_for_a_while_costs_no_attempt() throws Exception {
        submit("k0");
        server.stop();
        try (HostProcess worker = first.worker()) {
            Path log = first.workspace.root.resolve("worker.log");
            await().atMost(SOON).until(() -> Files.readString(log).contains("and is tried again"));
            server.start().awaitReady();
            awaitDone();
            worker.end();
        }
        first.sync();
        assertThat(Files.readString(first.workspace.root.resolve("worker.log")))
                .doesNotContain("attempt 2", "put back");
        assertThat(bundlesInBucket()).hasSize(1);
        first.assertSound();
    }

    @Test
    void a_damaged_object_is_named_and_others_arrive() throws Exception {
        Path bundle = first.bundle("one", 100);
        first.bundle("two", 200);
        first.sync();
        Path original = object(bundle, "original/output_02.bin");
        byte[] bytes = Files.readAllBytes(original);
        flip(original);

        assertThat(second.command("store", "sync")).isEqualTo(4);
        assertThat(second.workspace.bundles()).hasSize(1);
        assertThat(second.findings()).containsExactly("copy_missing");
        overwrite(original, bytes);
        assertThat(second.command("store", "sync", "--all")).isZero();
        assertThat(second.workspace.bundles()).hasSize(2);
        second.assertSound();
    }

    /** Changes a byte, and keeps the attributes, in which the server has the checksum. */
    private static void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[0] ^= 1;
        overwrite(file, bytes);
    }

    private static void overwrite(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes, StandardOpenOption.WRITE);
    }

    @Test
    void one_event_that_is_given_to_two_hosts_is_one_run() throws Exception {
        first.workspace.writePicture("a.png", 40, 30, 1);
        String picture = first.workspace.media.resolve("a.png").toString();
        String run = first.bundleOf("key", picture);

        assertThat(second.bundleOf("key", picture)).isEqualTo(run);

        assertThat(bundlesInBucket()).containsExactly(run);
        first.sync();
        first.assertSound();
        second.sync();
        second.assertSound();
    }

    @Test
    void a_bundle_that_comes_from_the_store_before_its_own_rename_is_taken() throws Exception {
        Path bundle = first.bundle("one", 100);
        String runPath = first.runPath(bundle);
        BundleLayout there = Backends.outputs(second.settings());
        Path staged = there.control().resolve("staged").resolve(bundle.getFileName());
        Files.createDirectories(staged.getParent());
        assertThat(new ProcessBuilder("cp", "-r", bundle.toString(), staged.toString())
                        .start()
                        .waitFor())
                .isZero();

        there.store().prepare(staged, runPath);
        assertThat(there.store().fetch(runPath)).isTrue();
        there.store().seal(staged, runPath);

        assertThat(staged).doesNotExist();
        assertThat(checksums(there.bundle(runPath))).isEqualTo(checksums(bundle));
    }

    @Test
    void verify_names_what_the_bucket_lacks_or_has_other() throws Exception {
        Path bundle = first.bundle("one", 100);
        first.bundle("two", 200);
        first.sync();
        assertThat(first.command("store", "verify")).isZero();
        assertThat(first.command("store", "verify", "--deep")).isZero();
        assertThat(first.command("doctor")).isZero();

        Files.delete(object(bundle, "original/output_02.bin"));
        flip(stored(bundle).resolve("notes.md"));

        assertThat(first.findings("--deep")).containsExactlyInAnyOrder("object_missing", "object_differs");
        Files.delete(stored(bundle).resolve("run.json"));
        assertThat(first.findings()).contains("bundle_missing");
    }

    @Test
    void a_worker_frozen_between_upload_and_seal_removes_its_objects_when_it_wakes() throws Exception {
        submit("k0");
        try (HostProcess frozen = first.worker()) {
            String lost;
            try (Connection lock = lockEvents()) {
                lost = awaitUploaded();
                frozen.signal("STOP");
                lock.rollback();
            }
            try (HostProcess survivor = second.worker()) {
                awaitDone();
                survivor.end();
            }
            frozen.signal("CONT");
            await().atMost(SOON).until(() -> bundlesInBucket().size() == 1);
            frozen.end();

            assertThat(bundlesInBucket()).doesNotContain(lost);
        }
        first.sync();
        assertThat(rows("SELECT run_id FROM runfolio_seals")).isEqualTo(bundlesInBucket());
        assertThat(first.workspace.bundles()).hasSize(1);
        first.assertSound();
    }

    @Test
    void a_lost_database_is_rebuilt_from_the_bucket() throws Exception {
        Path one = first.bundle("one", 100);
        first.sync();
        second.sync();
        assertThat(second.command("approve", second.artifact(one))).isZero();
        second.bundle("two", 200);
        first.sync();
        second.sync();
        Map<String, String> before = bundles(first);
        List<String> index = Files.readAllLines(first.workspace.outputs.resolve("index.jsonl"));
        Path stray = copyWithLowerFence(one);

        Backends.disconnect();
        database.execute("public", "DROP SCHEMA " + name + " CASCADE");
        database.execute("public", "CREATE SCHEMA " + name);
        StoreHost third = host("third");
        assertThat(third.command("store", "restore", "--into", third.workspace.outputs.toString()))
                .isZero();
        assertThat(bundles(third)).isEqualTo(before);
        assertThat(Files.readAllLines(third.workspace.outputs.resolve("index.jsonl")))
                .isEqualTo(index);
        assertThat(third.command("index", "rebuild", "--coordination")).isZero();

        assertThat(segments()).containsExactlyInAnyOrderElementsOf(index);
        third.assertSound();
        second.bundle("three", 300);
        second.sync();
        third.sync();
        first.sync();
        assertThat(bundles(third))
                .isEqualTo(bundles(second))
                .isEqualTo(bundles(first))
                .hasSizeGreaterThan(before.size());
        assertThat(stray).exists();
        List.of(first, second, third).forEach(StoreHost::assertSound);
    }

    /** Copies the objects of a bundle as those of an attempt that was never sealed. */
    private Path copyWithLowerFence(Path bundle) throws IOException {
        Path from = objects().resolve("bundles").resolve(first.runPath(bundle));
        Path to = from.resolveSibling("20260101_000000_stray");
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                // with the attributes, in which the server keeps checksums
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return to;
    }

    private StoreHost host(String host) {
        return new StoreHost(host, folder.resolve(name), server, database, name);
    }

    /** Returns the object of a file of a bundle, as the list of its media says. */
    private Path object(Path bundle, String path) {
        for (JsonNode file :
                TestWorkspace.json(stored(bundle).resolve(".media.json")).get("files")) {
            if (file.get("path").asText().equals(path)) {
                return objects().resolve(file.get("key").asText());
            }
        }
        return stored(bundle).resolve(path);
    }

    private Path stored(Path bundle) {
        return objects().resolve("bundles").resolve(first.runPath(bundle));
    }

    private static Map<String, String> bundles(StoreHost host) throws IOException {
        Map<String, String> sums = new TreeMap<>(checksums(host.workspace.outputs));
        sums.keySet().removeIf(path -> path.startsWith(".") || path.equals("index.jsonl"));
        return sums;
    }

    private List<String> bundlesInBucket() throws IOException {
        try (Stream<Path> files = Files.walk(objects().resolve("bundles"))) {
            return files.filter(file -> file.endsWith("run.json"))
                    .map(file -> file.getParent().getFileName().toString())
                    .toList();
        }
    }

    private void submit(String key) {
        first.workspace.writePicture("a.png", 300, 200, 1);
        String picture = first.workspace.media.resolve("a.png").toString();
        Backends.inbox(first.settings())
                .submit(TestWorkspace.event(key, "succeeded", picture).getBytes(StandardCharsets.UTF_8), key + ".json");
    }

    /** Holds back seals: each locks the row of its event. */
    private Connection lockEvents() throws SQLException {
        Connection connection = database.connect(name);
        connection.setAutoCommit(false);
        await().atMost(SOON).until(() -> !rows("SELECT 1 FROM runfolio_events").isEmpty());
        try (Statement statement = connection.createStatement()) {
            statement.execute("LOCK TABLE runfolio_seals IN SHARE ROW EXCLUSIVE MODE");
        }
        return connection;
    }

    /** Returns the run whose objects are all in the bucket. */
    private String awaitUploaded() {
        await().atMost(SOON)
                .until(() -> Files.exists(objects().resolve("bundles"))
                        && !bundlesInBucket().isEmpty()
                        && !rows("SELECT 1 FROM pg_locks WHERE NOT granted").isEmpty());
        try {
            return bundlesInBucket().get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitDone() {
        await().atMost(SOON).until(() -> rows("SELECT id FROM runfolio_events WHERE state <> 'done'")
                .isEmpty());
    }

    private static String runId(String line) {
        try {
            return new ObjectMapper().readTree(line).get("run_id").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> rows(String sql) {
        return database.rows(name, sql);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path objects() {
        return server.objects().resolve(name);
    }

    /** Returns the lines of all segments, one after the other. */
    private List<String> segments() throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(objects().resolve("index"))) {
            for (Path file : files.sorted().toList()) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines;
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

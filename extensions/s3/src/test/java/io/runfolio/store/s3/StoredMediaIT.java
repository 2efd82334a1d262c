package io.runfolio.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.TestWorkspace;
import io.runfolio.coordination.log.CopyLocks;
import io.runfolio.files.lock.Mutex;
import io.runfolio.store.object.ObjectContent;
import io.runfolio.store.object.ObjectInfo;
import io.runfolio.store.object.ObjectStore;
import io.runfolio.store.object.ObjectStoreException;
import io.runfolio.store.s3.StoreHost.HostProcess;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
import org.junit.jupiter.params.provider.CsvSource;

/** Media in a bucket, at keys of their content. S3Mock compares the checksums of what is sent. */
class StoredMediaIT {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final int MIB = 1 << 20;
    private static final String ENDPOINT = "runfolio.s3.endpoint";

    @TempDir
    static Path folder;

    private static S3Server server;
    private static StoreDatabase database;
    private static int tests;

    private String name;
    private ObjectStore objects;
    private StoreHost first;
    private StoreHost second;

    @BeforeAll
    static void start() throws IOException {
        server = S3Server.s3mock(folder.resolve("server"));
        database = new StoreDatabase();
        server.awaitReady();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        database.close();
    }

    @BeforeEach
    void prepare() throws Exception {
        name = "media_" + ++tests;
        database.execute("public", "CREATE SCHEMA " + name);
        objects = server.open(name);
        first = new StoreHost("first", folder.resolve(name), server, database, name);
        second = new StoreHost("second", folder.resolve(name), server, database, name);
    }

    @AfterEach
    void disconnect() {
        Backends.disconnect();
        objects.close();
    }

    @Test
    void equal_originals_of_different_runs_are_stored_once() throws Exception {
        Path bundle = first.bundle("one", 3 * MIB);
        List<String> before = keys("media/");
        second.bundle("two", 3 * MIB);
        first.sync();
        second.sync();

        assertThat(keys("media/")).isEqualTo(before);
        assertThat(before)
                .contains(mediaKey(TestWorkspace.sha256(bundle.resolve("original/output_02.bin"))))
                .allSatisfy(key -> assertThat(sha256(key)).isEqualTo(key.substring(key.lastIndexOf('/') + 1)));
        assertThat(keys("bundles/")).noneMatch(key -> key.contains("/original/") || key.contains("/thumb/"));
        assertThat(checksums(second.workspace.outputs.resolve(first.runPath(bundle))))
                .isEqualTo(checksums(bundle));
        first.assertSound();
        second.assertSound();
    }

    @ParameterizedTest
    @CsvSource({"true, 24", "false, 40"})
    void after_a_kill_in_an_upload_no_finished_file_is_sent_again(boolean isSameHost, int unfinished) throws Exception {
        List<Path> files = List.of(media("a.bin", 10 * MIB), media("b.bin", 40 * MIB));
        killInSecondPart(files);
        StoreHost next = isSameHost ? first : second;
        try (StallingProxy proxy = new StallingProxy(server.port(), Long.MAX_VALUE)) {
            next.set(ENDPOINT, "http://127.0.0.1:" + proxy.port());
            try (HostProcess worker = next.worker()) {
                awaitDone();
                worker.end();
            }
            assertThat(proxy.received()).isBetween((long) unfinished * MIB, (unfinished + 1L) * MIB);
        }
        next.set(ENDPOINT, server.settings().get(ENDPOINT));
        next.sync();
        assertThat(sha256(mediaKey(TestWorkspace.sha256(files.get(1))))).isEqualTo(TestWorkspace.sha256(files.get(1)));
        next.assertSound();
        assertThat(next.findings("--deep")).isEmpty();
    }

    private void killInSecondPart(List<Path> files) throws Exception {
        first.submit("k0", files);
        try (StallingProxy proxy = new StallingProxy(server.port(), (10 + 16 + 8) * MIB)) {
            first.set(ENDPOINT, "http://127.0.0.1:" + proxy.port());
            try (HostProcess victim = first.worker()) {
                assertThat(proxy.awaitStall()).as("in the second part").isTrue();
                assertThat(victim.process().isAlive()).isTrue();
            }
        }
        first.set(ENDPOINT, server.settings().get(ENDPOINT));
    }

    @Test
    void an_old_unfinished_upload_of_the_host_is_discarded_by_a_sweep() throws Exception {
        Path file = media("b.bin", 40 * MIB);
        String sum = TestWorkspace.sha256(file);
        killInSecondPart(List.of(media("a.bin", 10 * MIB), file));
        Path state = first.workspace.outputs.resolve(".runfolio/copy/sending/" + sum + ".json");
        String upload = TestWorkspace.json(state).get("upload_id").asText();

        assertThat(first.command("store", "sweep", "--days", "1")).isZero();
        assertThat(objects.parts(mediaKey(sum), upload)).hasSize(1);
        assertThat(first.command("store", "sweep", "--days", "0")).isZero();

        assertThat(state).doesNotExist();
        assertThatThrownBy(() -> objects.parts(mediaKey(sum), upload)).isInstanceOf(ObjectStoreException.class);
        try (HostProcess worker = first.worker()) {
            awaitDone();
            worker.end();
        }
        assertThat(sha256(mediaKey(sum))).isEqualTo(sum);
    }

    @Test
    void an_upload_that_a_frozen_attempt_of_the_host_has_begun_is_not_waited_for() throws Exception {
        Path file = media("a.bin", 20 * MIB);
        String sum = TestWorkspace.sha256(file);
        Path locks = first.workspace.outputs.resolve(".runfolio/copy/sending/locks");
        try (Mutex.Held held = new CopyLocks(locks).tryHold(sum).orElseThrow()) {
            first.bundleOf("k0", file.toString());
        }
        assertThat(sha256(mediaKey(sum))).isEqualTo(sum);
    }

    @Test
    void an_object_with_other_bytes_than_its_key_says_is_replaced() throws Exception {
        Path file = media("a.bin", 1000);
        String key = mediaKey(TestWorkspace.sha256(file));
        objects.put(key, ObjectContent.of("half".getBytes(StandardCharsets.UTF_8)));

        first.bundleOf("k0", file.toString());

        assertThat(sha256(key)).isEqualTo(TestWorkspace.sha256(file));
    }

    @Test
    void a_bundle_of_an_earlier_version_with_files_at_keys_of_its_own_is_read() throws Exception {
        Path bundle = first.bundle("one", 1000);
        first.sync();
        String prefix = "bundles/" + first.runPath(bundle) + "/";
        for (JsonNode file : TestWorkspace.parse(text(prefix + ".media.json")).get("files")) {
            String key = file.get("key").asText();
            objects.put(prefix + file.get("path").asText(), ObjectContent.of(bytes(key)));
            objects.delete(key);
        }
        objects.delete(prefix + ".media.json");

        second.sync();
        Path copy = second.workspace.bundles().get(0);
        assertThat(checksums(copy)).isEqualTo(checksums(bundle));
        assertThat(second.command("approve", second.artifact(copy))).isZero();
        first.sync();
        second.sync();
        first.assertSound();
        second.assertSound();
        assertThat(Files.exists(bundle.resolve("original/output_01.png"))).isTrue();
    }

    @Test
    void a_bundle_whose_list_was_lost_is_named_and_loses_no_file() throws Exception {
        Path bundle = first.bundle("one", 1000);
        first.sync();
        Map<String, String> files = checksums(bundle);
        objects.delete("bundles/" + first.runPath(bundle) + "/.media.json");

        assertThat(second.command("store", "sync")).isEqualTo(4);
        assertThat(second.workspace.bundles()).isEmpty();
        assertThat(first.command("store", "verify")).isEqualTo(4);
        assertThat(first.command("approve", first.artifact(bundle))).isZero();
        assertThat(first.command("store", "sync", "--all")).isEqualTo(4);

        assertThat(checksums(bundle)).containsAllEntriesOf(withoutNotes(files));
    }

    @Test
    void a_report_says_what_the_bucket_and_the_copy_save() throws Exception {
        Path file = media("a.bin", 1000);
        first.set("runfolio.dedup", "hardlink");
        first.bundleOf("k1", file.toString());
        first.bundleOf("k2", file.toString());
        first.sync();
        second.bundleOf("k3", file.toString());
        second.sync();
        first.sync();

        JsonNode report = TestWorkspace.parse(first.print("dedup", "report", "--json"));

        assertThat(report.at("/store/files").asInt()).isEqualTo(3);
        assertThat(report.at("/store/objects").asInt()).isEqualTo(1);
        assertThat(report.at("/store/bytes").asInt()).isEqualTo(3000);
        assertThat(report.at("/store/stored_bytes").asInt()).isEqualTo(1000);
        assertThat(report.at("/store/saved_bytes").asInt()).isEqualTo(2000);
        assertThat(report.at("/copies/originals").asInt()).isEqualTo(3);
        assertThat(report.at("/copies/saved_bytes").asInt()).as("k1 and k2").isEqualTo(1000);
        assertThat(first.print("dedup", "report")).contains("3,000 bytes take 1,000 in 1 objects; 2,000 are saved");
        first.assertSound();
        second.assertSound();
    }

    private static Map<String, String> withoutNotes(Map<String, String> files) {
        Map<String, String> left = new TreeMap<>(files);
        left.remove("notes.md");
        return left;
    }

    /** Writes a file of random bytes. */
    private Path media(String file, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return Files.write(first.workspace.media.resolve(file), content);
    }

    private static String mediaKey(String sha256) {
        return "media/" + sha256.substring(0, 2) + "/" + sha256;
    }

    private List<String> keys(String prefix) {
        try (Stream<ObjectInfo> listed = objects.list(prefix)) {
            return listed.map(ObjectInfo::key).toList();
        }
    }

    private String sha256(String key) throws IOException {
        Path file = Files.write(folder.resolve("object"), bytes(key));
        return TestWorkspace.sha256(file);
    }

    private String text(String key) throws IOException {
        return new String(bytes(key), StandardCharsets.UTF_8);
    }

    private byte[] bytes(String key) throws IOException {
        try (InputStream in = objects.get(key)) {
            return in.readAllBytes();
        }
    }

    private void awaitDone() {
        await().atMost(SOON).until(() -> database.rows(name, "SELECT id FROM runfolio_events WHERE state <> 'done'")
                .isEmpty());
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

package io.runfolio.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.TestWorkspace;
import io.runfolio.store.object.ObjectContent;
import io.runfolio.store.object.ObjectInfo;
import io.runfolio.store.object.ObjectStore;
import io.runfolio.store.s3.StoreHost.HostProcess;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Retention of bundles in a bucket, with several hosts. */
class RemovedMediaIT {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String ORIGINAL = "original/output_02.bin";
    private static final String THUMB = "thumb/output_01.webp";

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
        name = "removal_" + ++tests;
        database.execute("public", "CREATE SCHEMA " + name);
        objects = server.open(name);
        first = host("first");
        second = host("second");
    }

    private StoreHost host(String host) {
        return new StoreHost(host, folder.resolve(name), server, database, name);
    }

    @AfterEach
    void disconnect() {
        Backends.disconnect();
        objects.close();
    }

    @Test
    void derivatives_that_others_replace_leave_all_hosts() throws Exception {
        Path bundle = first.bundle("one", 1000);
        syncAll();
        assertThat(files(second, bundle)).containsKey(THUMB);

        assertThat(first.command("derivatives", "rebuild", "--settings", "image_thumb_max_dimension=16", "--replace"))
                .isZero();
        syncAll();
        syncAll();

        assertThat(files(first, bundle)).doesNotContainKey(THUMB);
        assertThat(files(second, bundle)).isEqualTo(files(first, bundle));
        assertThat(first.command("store", "sweep", "--days", "0")).isZero();
        assertSound(first, second);
    }

    @Test
    void a_removal_on_one_host_is_one_on_all_and_any_can_restore_it() throws Exception {
        Path bundle = first.bundle("one", 1000);
        String run = bundle.getFileName().toString();
        syncAll();
        Map<String, String> before = files(first, bundle);

        assertThat(first.command("purge", run, "--scope", "originals", "--yes")).isZero();
        assertThat(bundle.resolve(ORIGINAL)).doesNotExist();
        syncAll();
        assertThat(files(second, bundle)).doesNotContainKey(ORIGINAL).containsKey(THUMB);
        assertThat(files(second, bundle)).isEqualTo(files(first, bundle));
        StoreHost third = host("third");
        third.sync();
        assertThat(files(third, bundle)).isEqualTo(files(first, bundle));
        assertThat(first.command("store", "sweep", "--days", "0")).isZero();
        assertSound(first, second, third);

        assertThat(third.command("restore", run)).isZero();
        syncAll();
        third.sync();
        for (StoreHost host : List.of(first, second, third)) {
            assertThat(files(host, bundle)).isEqualTo(before);
        }
        assertSound(first, second, third);
    }

    @Test
    void what_is_deleted_for_good_is_gone_on_all_hosts_and_in_the_bucket() throws Exception {
        Path bundle = first.bundle("one", 1000);
        String run = bundle.getFileName().toString();
        String key = key(bundle, ORIGINAL);
        second.bundle("two", 2000);
        String shared = key(bundle, "original/output_01.png");
        syncAll();

        assertThat(first.command("purge", run, "--scope", "binaries", "--grace", "0", "--yes"))
                .isZero();
        syncAll();
        assertThat(files(second, bundle)).doesNotContainKeys(ORIGINAL, "thumb/output_01.webp");
        assertThat(keys("media/")).contains(key, shared);
        assertSound(first, second);
        assertThat(second.command("store", "sweep", "--days", "0")).isZero();

        assertThat(keys("media/")).doesNotContain(key).contains(shared);
        StoreHost third = host("third");
        third.sync();
        assertThat(third.workspace.bundles()).hasSize(2);
        assertSound(first, second, third);
        assertThat(second.command("restore", run)).isNotZero();
    }

    @Test
    void a_host_that_was_away_while_the_grace_passed_deletes_the_files() throws Exception {
        Path bundle = first.bundle("one", 1000);
        syncAll();
        assertThat(first.command("purge", bundle.getFileName().toString(), "--scope", "originals", "--yes"))
                .isZero();
        assertThat(first.command("trash", "empty", "--yes")).isZero();
        first.sync();
        assertThat(files(second, bundle)).containsKey(ORIGINAL);

        second.sync();

        assertThat(files(second, bundle)).doesNotContainKey(ORIGINAL);
        assertThat(second.workspace.outputs.resolve(".runfolio/trash/" + first.runPath(bundle)))
                .doesNotExist();
        assertSound(first, second);
    }

    @Test
    void a_copy_of_records_follows_removals_and_refuses_its_own() throws Exception {
        second.set("runfolio.store.copy", "records");
        Path bundle = first.bundle("one", 1000);
        String run = bundle.getFileName().toString();
        syncAll();
        Path list = second.workspace.outputs.resolve(".runfolio/copy/media/" + first.runPath(bundle) + ".json");
        assertThat(list).content().contains(ORIGINAL);
        assertThat(second.command("purge", run, "--scope", "originals", "--yes"))
                .isEqualTo(4);
        assertThat(bundle.resolve(ORIGINAL)).exists();

        assertThat(first.command("purge", run, "--scope", "originals", "--yes")).isZero();
        syncAll();
        assertThat(list).content().doesNotContain(ORIGINAL);
        assertSound(first, second);

        assertThat(first.command("restore", run)).isZero();
        syncAll();
        assertThat(list).content().contains(ORIGINAL);
        assertSound(first, second);
    }

    @Test
    void a_hold_that_another_host_has_set_protects_at_once() throws Exception {
        Path bundle = first.bundle("one", 1000);
        syncAll();
        String run = bundle.getFileName().toString();
        assertThat(second.command("hold", run, "--reason", "audit")).isZero();

        assertThat(first.command("purge", run, "--scope", "originals", "--yes")).isNotZero();

        syncAll();
        assertThat(files(first, bundle)).containsKey(ORIGINAL).isEqualTo(files(second, bundle));
        assertSound(first, second);
    }

    @Test
    void a_purge_that_is_killed_before_its_line_removes_nothing_anywhere() throws Exception {
        Path bundle = first.bundle("one", 1000);
        syncAll();
        Map<String, String> before = files(first, bundle);
        try (Connection lock = database.connect(name);
                Statement statement = lock.createStatement()) {
            lock.setAutoCommit(false);
            statement.execute("LOCK TABLE runfolio_ledger_lines IN SHARE ROW EXCLUSIVE MODE");
            try (HostProcess purge =
                    first.process("purge", bundle.getFileName().toString(), "--scope", "originals", "--yes")) {
                await().atMost(SOON).until(() -> !database.rows(name, "SELECT 1 FROM pg_locks WHERE NOT granted")
                        .isEmpty());
                assertThat(purge.process().isAlive()).isTrue();
            }
            lock.rollback();
        }

        syncAll();
        assertThat(first.command("trash", "sweep")).isZero();
        assertThat(files(first, bundle)).isEqualTo(before);
        assertThat(files(second, bundle)).isEqualTo(before);
        assertSound(first, second);
    }

    /** The folder of the host is as before its purge, whose line is in the common ledger. */
    @ParameterizedTest
    @CsvSource({"30", "0"})
    void a_purge_that_is_killed_after_its_line_is_completed_everywhere(int grace) throws Exception {
        Path bundle = first.bundle("one", 1000);
        syncAll();
        Path kept = folder.resolve(name).resolve("kept");
        copy(bundle, kept);
        assertThat(first.command(
                        "purge",
                        bundle.getFileName().toString(),
                        "--scope",
                        "originals",
                        "--grace",
                        "" + grace,
                        "--yes"))
                .isZero();
        Path trash = first.workspace.outputs.resolve(".runfolio/trash/" + first.runPath(bundle));
        for (Path file : Files.exists(trash) ? regularFiles(trash) : List.<Path>of()) {
            Files.delete(file);
        }
        Files.delete(bundle.resolve("ledger.jsonl"));
        copy(kept, bundle);

        syncAll();

        assertThat(files(first, bundle)).doesNotContainKey(ORIGINAL).isEqualTo(files(second, bundle));
        assertSound(first, second);
        assertThat(first.command("restore", bundle.getFileName().toString()) == 0)
                .isEqualTo(grace > 0);
        syncAll();
        assertThat(files(first, bundle).containsKey(ORIGINAL)).isEqualTo(grace > 0);
        assertThat(files(second, bundle)).isEqualTo(files(first, bundle));
        assertSound(first, second);
    }

    @Test
    void a_plan_that_one_host_applies_holds_for_all() throws Exception {
        Path policy = Files.writeString(
                folder.resolve(name).resolve("policy.yaml"),
                "rules:\n  - name: all\n    match: {model: [one, two]}\n    action: originals\n");
        first.set("runfolio.retention.policy", policy.toString());
        second.set("runfolio.retention.policy", policy.toString());
        Path one = first.bundle("one", 1000);
        Path two = second.bundle("two", 2000);
        syncAll();
        Matcher plan = Pattern.compile("plan-[0-9a-f]{16}").matcher(first.print("retention", "plan"));
        assertThat(plan.find()).isTrue();

        assertThat(first.command("retention", "apply", plan.group())).isZero();
        syncAll();

        assertThat(files(second, one)).doesNotContainKey(ORIGINAL).isEqualTo(files(first, one));
        assertThat(two.resolve(ORIGINAL)).doesNotExist();
        assertThat(second.command("restore", two.getFileName().toString())).isZero();
        syncAll();
        assertThat(two.resolve(ORIGINAL)).exists();
        assertSound(first, second);
    }

    @Test
    void a_bundle_of_an_earlier_version_loses_its_objects_at_keys_of_its_own() throws Exception {
        Path bundle = first.bundle("one", 1000);
        String prefix = "bundles/" + first.runPath(bundle) + "/";
        for (JsonNode file : TestWorkspace.parse(text(prefix + ".media.json")).get("files")) {
            objects.put(
                    prefix + file.get("path").asText(), content(file.get("key").asText()));
            objects.delete(file.get("key").asText());
        }
        objects.delete(prefix + ".media.json");
        syncAll();
        assertThat(first.command(
                        "purge", bundle.getFileName().toString(), "--scope", "originals", "--grace", "0", "--yes"))
                .isZero();

        assertThat(first.command("store", "sweep", "--days", "0")).isZero();

        assertThat(keys(prefix)).contains(prefix + "thumb/output_01.webp").doesNotContain(prefix + ORIGINAL);
        syncAll();
        StoreHost third = host("third");
        third.sync();
        assertThat(files(third, bundle)).isEqualTo(files(first, bundle)).containsKey(THUMB);
        assertSound(first, second, third);
    }

    private void syncAll() {
        first.sync();
        second.sync();
        first.sync();
    }

    private static void assertSound(StoreHost... hosts) {
        List.of(hosts).forEach(StoreHost::assertSound);
    }

    /** Returns the checksums of a bundle's files, but for its ledger and notes. */
    private Map<String, String> files(StoreHost host, Path bundle) throws IOException {
        Path there = host.workspace.outputs.resolve(first.runPath(bundle));
        Map<String, String> sums = new TreeMap<>();
        for (Path file : regularFiles(there)) {
            sums.put(there.relativize(file).toString(), TestWorkspace.sha256(file));
        }
        sums.keySet().removeAll(List.of("ledger.jsonl", "notes.md"));
        return sums;
    }

    private static List<Path> regularFiles(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        for (Path file : regularFiles(from)) {
            Path target = to.resolve(from.relativize(file));
            Files.createDirectories(target.getParent());
            if (!Files.exists(target)) {
                Files.copy(file, target);
            }
        }
    }

    /** Returns the key of a file, as the list of the bundle says. */
    private String key(Path bundle, String path) throws IOException {
        for (JsonNode file : TestWorkspace.parse(text("bundles/" + first.runPath(bundle) + "/.media.json"))
                .get("files")) {
            if (file.get("path").asText().equals(path)) {
                return file.get("key").asText();
            }
        }
        throw new IllegalStateException(path + " is not listed");
    }

    private List<String> keys(String prefix) {
        try (Stream<ObjectInfo> listed = objects.list(prefix)) {
            return listed.map(ObjectInfo::key).toList();
        }
    }

    private ObjectContent content(String key) throws IOException {
        try (InputStream in = objects.get(key)) {
            return ObjectContent.of(in.readAllBytes());
        }
    }

    private String text(String key) throws IOException {
        try (InputStream in = objects.get(key)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

package io.runfolio.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runfolio.TestWorkspace;
import io.runfolio.files.Checksums;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Working copies that fetch media when they are read. The first host has whole bundles, the second one records. */
class MediaOnDemandIT {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final int SIZE = 3 << 20;
    private static final String FILE = "original/output_02.bin";

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
        first = new StoreHost("first", folder.resolve(name), server, database, name);
        second = new StoreHost("second", folder.resolve(name), server, database, name);
        second.set("runfolio.store.copy", "records");
    }

    @AfterEach
    void disconnect() {
        Backends.disconnect();
    }

    /** Bundles a picture and a file of random bytes on the first host, and syncs the second one. */
    private Path bundle(String key) throws IOException {
        Path bundle = first.bundleOfMedia(key, SIZE);
        first.sync();
        second.sync();
        return bundle;
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

    private static Map<String, String> withoutMedia(Path bundle) throws IOException {
        Map<String, String> sums = checksums(bundle);
        sums.keySet().removeIf(path -> path.startsWith("original/") || path.startsWith("web/"));
        return sums;
    }

    private static String content(StoreHost host, Path bundle, int index) throws IOException {
        return "/v1/artifacts/" + host.artifact(bundle, index) + "/content/original";
    }

    private Path object(Path bundle) throws IOException {
        String sha256 = TestWorkspace.sha256(bundle.resolve(FILE));
        return server.objects()
                .resolve(name)
                .resolve("media")
                .resolve(sha256.substring(0, 2))
                .resolve(sha256);
    }

    @Test
    void a_copy_of_records_has_no_media_until_they_are_read() throws Exception {
        Path bundle = bundle("one");
        Path copy = second.copyOf(bundle);
        assertThat(checksums(copy)).isEqualTo(withoutMedia(bundle)).containsKeys("run.json", "thumb/output_01.webp");
        second.assertSound();

        try (StoreHost.HostProcess serving = second.serve(bundle);
                StoreHost.HostProcess whole = first.serve(bundle)) {
            String path = content(first, bundle, 1);
            String run = "/v1/runs/" + bundle.getFileName();
            assertThat(serving.get(run).body()).isEqualTo(whole.get(run).body());
            assertThat(copy.resolve(FILE)).doesNotExist();

            HttpResponse<byte[]> part = serving.send(serving.request(path).header("Range", "bytes=100-199"));
            assertThat(part.statusCode()).isEqualTo(206);
            assertThat(part.body())
                    .isEqualTo(whole.send(whole.request(path).header("Range", "bytes=100-199"))
                            .body());
            assertThat(copy.resolve(FILE)).hasSameBinaryContentAs(bundle.resolve(FILE));
            assertThat(serving.get(path).body()).isEqualTo(Files.readAllBytes(bundle.resolve(FILE)));
            HttpResponse<byte[]> head =
                    serving.send(serving.request(content(first, bundle, 0)).method("HEAD", BodyPublishers.noBody()));
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(serving.get(run + "/files/web/output_01.webp").body())
                    .isEqualTo(Files.readAllBytes(bundle.resolve("web/output_01.webp")));
            assertThat(serving.get(run + "/files/original/nothing.png").statusCode())
                    .isEqualTo(404);
        }
        assertThat(checksums(copy)).isEqualTo(checksums(bundle));
        second.assertSound();
        first.assertSound();
    }

    @Test
    void an_export_of_a_copy_of_records_is_that_of_a_whole_copy() throws Exception {
        Path bundle = bundle("one");
        Path there = folder.resolve(name).resolve("whole.zip");
        Path here = folder.resolve(name).resolve("records.zip");
        assertThat(first.command("export", "--all", "--form", "bundle,original", "--to", there.toString()))
                .isZero();
        assertThat(second.command("export", "--all", "--form", "bundle,original", "--to", here.toString()))
                .isZero();

        assertThat(entries(here)).isEqualTo(entries(there)).hasSizeGreaterThan(10);
        assertThat(checksums(second.copyOf(bundle))).isEqualTo(checksums(bundle));
    }

    /** Returns the checksums of a ZIP's files but the manifest, which has the time of the export. */
    private static Map<String, String> entries(Path zip) throws IOException {
        Map<String, String> sums = new TreeMap<>();
        try (ZipFile file = new ZipFile(zip.toFile())) {
            for (ZipEntry entry : file.stream().toList()) {
                try (InputStream in = file.getInputStream(entry)) {
                    sums.put(entry.getName(), Checksums.sha256(in));
                }
            }
        }
        sums.remove("manifest.json");
        return sums;
    }

    @Test
    void readers_in_two_processes_fetch_a_file_once() throws Exception {
        Path bundle = bundle("one");
        String path = content(first, bundle, 1);
        byte[] expected = Files.readAllBytes(bundle.resolve(FILE));
        try (GatedProxy proxy = new GatedProxy(server.port())) {
            second.set("runfolio.s3.endpoint", proxy.address());
            try (StoreHost.HostProcess one = second.serve(bundle);
                    StoreHost.HostProcess other = second.serve(bundle)) {
                proxy.holdAfter(SIZE / 2);
                CompletableFuture<byte[]> here = reading(one, path);
                CompletableFuture<byte[]> again = reading(one, path);
                assertThat(proxy.awaitHeld()).isTrue();
                CompletableFuture<byte[]> there = reading(other, path);
                assertThat(other.get("/v1/runs").statusCode()).isEqualTo(200);
                assertThat(second.copyOf(bundle).resolve(FILE)).doesNotExist();
                proxy.open();

                assertThat(here.join()).isEqualTo(expected);
                assertThat(again.join()).isEqualTo(expected);
                assertThat(there.join()).isEqualTo(expected);
                assertThat(proxy.count("GET", TestWorkspace.sha256(bundle.resolve(FILE))))
                        .isEqualTo(1);
            }
        }
    }

    private static CompletableFuture<byte[]> reading(StoreHost.HostProcess serving, String path) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return serving.get(path).body();
            } catch (IOException | InterruptedException e) {
                throw new CompletionException(e);
            }
        });
    }

    @Test
    void a_kill_in_the_middle_of_a_fetch_leaves_nothing_that_is_served() throws Exception {
        Path bundle = bundle("one");
        String path = content(first, bundle, 1);
        Path copy = second.copyOf(bundle);
        try (GatedProxy proxy = new GatedProxy(server.port())) {
            second.set("runfolio.s3.endpoint", proxy.address());
            try (StoreHost.HostProcess killed = second.serve(bundle)) {
                proxy.holdAfter(SIZE / 2);
                CompletableFuture<byte[]> reading = reading(killed, path);
                assertThat(proxy.awaitHeld()).isTrue();
                killed.process().destroyForcibly().waitFor();
                assertThat(reading).failsWithin(SOON);
            }
        }
        assertThat(checksums(copy)).isEqualTo(withoutMedia(bundle));
        server.settings().forEach(second::set);
        second.assertSound();

        try (StoreHost.HostProcess serving = second.serve(bundle)) {
            assertThat(serving.get(path).body()).isEqualTo(Files.readAllBytes(bundle.resolve(FILE)));
        }
        try (Stream<Path> left = Files.walk(second.workspace.outputs)) {
            assertThat(left.filter(file -> file.toString().endsWith(".part"))).isEmpty();
        }
    }

    @Test
    void a_store_that_is_away_is_503_for_media_that_are_not_here() throws Exception {
        Path bundle = bundle("one");
        String path = content(first, bundle, 1);
        try (StoreHost.HostProcess serving = second.serve(bundle)) {
            server.stop();
            try {
                HttpResponse<byte[]> refused = serving.get(path);

                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(new String(refused.body())).contains("media_unavailable", "try again");
                assertThat(refused.headers().firstValue("retry-after")).isPresent();
                String thumb = "/v1/artifacts/" + first.artifact(bundle) + "/content/thumb";
                assertThat(serving.get(thumb).body())
                        .isEqualTo(Files.readAllBytes(bundle.resolve("thumb/output_01.webp")));
                assertThat(serving.get("/v1/runs/" + bundle.getFileName()).statusCode())
                        .isEqualTo(200);
            } finally {
                server.start().awaitReady();
            }
            assertThat(serving.get(path).body()).isEqualTo(Files.readAllBytes(bundle.resolve(FILE)));
        }
    }

    @Test
    void a_damaged_object_is_named_and_never_served() throws Exception {
        Path bundle = bundle("one");
        String path = content(first, bundle, 1);
        byte[] bytes = Files.readAllBytes(object(bundle));
        byte[] damaged = bytes.clone();
        damaged[SIZE / 2] ^= 1;
        overwrite(object(bundle), damaged);
        try (StoreHost.HostProcess serving = second.serve(bundle)) {
            HttpResponse<byte[]> refused = serving.get(path);

            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(new String(refused.body())).contains("media_damaged", FILE);
            assertThat(second.copyOf(bundle).resolve(FILE)).doesNotExist();
            assertThat(serving.get(content(first, bundle, 0)).body())
                    .isEqualTo(Files.readAllBytes(bundle.resolve("original/output_01.png")));
            assertThat(second.log("serve")).contains(FILE, "other bytes than were sent");
            assertThat(second.findings()).isEmpty();
            assertThat(second.findings("--deep")).containsExactly("object_differs");

            overwrite(object(bundle), bytes);
            assertThat(serving.get(path).body()).isEqualTo(bytes);
        }
    }

    /** Keeps the attributes of the file, in which the server has the checksum. */
    private static void overwrite(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes, StandardOpenOption.WRITE);
    }

    @Test
    void a_full_cache_evicts_what_was_not_used_for_longest() throws Exception {
        Path one = bundle("one");
        Path two = bundle("two");
        Path three = bundle("three");
        Path lost = bundle("lost");
        second.set("runfolio.store.cache", String.valueOf(2 * SIZE + SIZE / 2));
        try (StoreHost.HostProcess serving = second.serve(one, two, three, lost)) {
            for (Path bundle : new Path[] {lost, one, two}) {
                assertThat(serving.get(content(first, bundle, 1)).statusCode()).isEqualTo(200);
            }
            assertThat(second.copyOf(one).resolve(FILE)).as("it is in use").exists();
            usedBefore(lost, Duration.ofHours(3));
            usedBefore(one, Duration.ofHours(2));
            usedBefore(two, Duration.ofHours(1));
            Files.delete(object(lost));

            assertThat(serving.get(content(first, three, 1)).body()).isEqualTo(Files.readAllBytes(three.resolve(FILE)));
            assertThat(second.copyOf(one).resolve(FILE)).doesNotExist();
            assertThat(second.copyOf(lost).resolve(FILE))
                    .as("the store has lost it")
                    .hasSameBinaryContentAs(lost.resolve(FILE));
            assertThat(second.copyOf(three).resolve(FILE)).exists();
            assertThat(second.log("serve")).contains("the object store does not have it");
            assertThat(serving.get(content(first, one, 1)).body()).isEqualTo(Files.readAllBytes(one.resolve(FILE)));
        }
        assertThat(second.command("verify")).isZero();
        assertThat(second.findings()).containsExactly("object_missing");
    }

    private void usedBefore(Path bundle, Duration age) throws IOException {
        Files.getFileAttributeView(second.copyOf(bundle).resolve(FILE), BasicFileAttributeView.class)
                .setTimes(null, FileTime.from(Instant.now().minus(age)), null);
    }

    @Test
    void a_worker_of_records_keeps_its_own_media_within_the_cache() throws Exception {
        second.set("runfolio.store.cache", String.valueOf(SIZE));
        Path one = second.bundleOfMedia("one", SIZE);
        Files.getFileAttributeView(one.resolve(FILE), BasicFileAttributeView.class)
                .setTimes(null, FileTime.from(Instant.now().minus(Duration.ofHours(1))), null);
        Path two = second.bundleOfMedia("two", SIZE);

        assertThat(one.resolve(FILE)).doesNotExist();
        assertThat(two.resolve(FILE)).exists();
        second.sync();
        second.assertSound();
        first.sync();
        assertThat(checksums(first.copyOf(one))).containsKey(FILE);
        first.assertSound();
    }

    @Test
    void the_kind_of_a_copy_can_be_changed() throws Exception {
        Path bundle = bundle("one");
        second.unset("runfolio.store.copy");
        assertThat(second.command("store", "sync", "--all")).isZero();
        assertThat(checksums(second.copyOf(bundle))).isEqualTo(checksums(bundle));
        second.assertSound();

        Backends.disconnect();
        first.set("runfolio.store.copy", "records");
        assertThat(first.command("store", "sync", "--all")).isZero();
        Files.delete(bundle.resolve(FILE));
        first.assertSound();
        try (StoreHost.HostProcess serving = first.serve(bundle)) {
            assertThat(serving.get(content(first, bundle, 1)).body())
                    .isEqualTo(Files.readAllBytes(second.copyOf(bundle).resolve(FILE)));
        }
    }

    @Test
    void derivatives_of_a_copy_of_records_are_made_from_the_fetched_original() throws Exception {
        Path bundle = bundle("one");
        Path copy = second.copyOf(bundle);

        assertThat(second.command("derivatives", "rebuild", "--settings", "image_web_max_dimension=64"))
                .isZero();

        assertThat(copy.resolve("original/output_01.png")).exists();
        second.assertSound();
        first.sync();
        await().atMost(SOON).untilAsserted(() -> first.assertSound());
    }
}

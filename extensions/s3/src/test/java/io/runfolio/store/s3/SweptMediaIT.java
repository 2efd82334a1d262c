package io.runfolio.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.Runfolio;
import io.runfolio.TestWorkspace;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.coordination.log.StoreLog;
import io.runfolio.files.StorageException;
import io.runfolio.replica.ObjectBundleStore;
import io.runfolio.replica.StoreSweep;
import io.runfolio.replica.SweepSteps;
import io.runfolio.replica.SweepSteps.Step;
import io.runfolio.run.AssetKind;
import io.runfolio.run.EventOrigin;
import io.runfolio.run.RunRequest;
import io.runfolio.store.object.ObjectContent;
import io.runfolio.store.object.ObjectInfo;
import io.runfolio.store.object.ObjectStore;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Sweeps of a bucket whose media are shared, while attempts rely on them. */
class SweptMediaIT {
    private static final String OLD = "old content";

    @TempDir
    static Path folder;

    private static S3Server server;
    private static StoreDatabase database;
    private static int tests;

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private String name;
    private ObjectStore objects;
    private StoreHost host;
    private BundleLayout layout;
    private StoreLog log;

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
        name = "sweep_" + ++tests;
        database.execute("public", "CREATE SCHEMA " + name);
        objects = server.open(name);
        host = new StoreHost("host", folder.resolve(name), server, database, name);
        layout = Backends.outputs(host.settings());
        log = layout.coordination().storeLog().orElseThrow();
    }

    @AfterEach
    void disconnect() {
        thread.shutdownNow();
        Backends.disconnect();
        objects.close();
    }

    @Test
    void media_of_no_bundle_are_removed_when_they_are_old_and_others_stay() throws Exception {
        host.bundle("one", 1000);
        host.sync();
        List<String> needed = keys("media/");
        String unused = mediaKey(OLD);
        objects.put(unused, content(OLD));

        assertThat(host.command("store", "sweep", "--days", "1")).isZero();
        assertThat(keys("media/")).contains(unused);
        assertThat(host.command("store", "sweep", "--days", "0")).isZero();

        assertThat(keys("media/")).isEqualTo(needed);
        host.assertSound();
    }

    @Test
    void nothing_is_removed_while_it_is_unknown_what_a_sealed_bundle_lists() throws Exception {
        Path bundle = host.bundle("one", 1000);
        host.sync();
        List<String> before = keys("media/");
        objects.delete("bundles/" + host.runPath(bundle) + "/.media.json");

        assertThat(host.command("store", "sweep", "--days", "0")).isEqualTo(4);

        assertThat(keys("media/")).isEqualTo(before);
    }

    /** The attempt has seen the old object, and has not sent its list yet, when the sweep begins. */
    @ParameterizedTest
    @CsvSource({"LIST, true", "RETIRE, true", "COMPARE, false", "REMOVE, false", "END, false"})
    void an_attempt_that_relies_on_an_old_object_keeps_it_or_is_refused(Step boundary, boolean isSealed)
            throws Exception {
        objects.put(mediaKey(OLD), content(OLD));
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        Future<Boolean> attempt = thread.submit(() -> attempt("run_1", pausing(reached, released)));
        assertThat(reached.await(1, TimeUnit.MINUTES)).isTrue();

        sweep(step -> {
            if (step == boundary) {
                released.countDown();
                assertThat(get(attempt)).isEqualTo(isSealed);
            }
        });

        assertThat(keys("media/")).isEqualTo(isSealed ? List.of(mediaKey(OLD)) : List.of());
        assertThat(isSealed || attempt("run_2", objects)).isTrue();
        assertThatSealedBundlesAreWhole();
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void an_attempt_in_the_middle_of_a_sweep_has_all_that_it_lists(Step boundary) throws Exception {
        objects.put(mediaKey(OLD), content(OLD));

        sweep(step -> {
            if (step == boundary) {
                assertThat(attempt("run_1", objects)).isTrue();
            }
        });

        assertThatSealedBundlesAreWhole();
        sweep(step -> {});
        assertThatSealedBundlesAreWhole();
        assertThat(keys("media/")).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void a_bundle_that_is_imported_in_the_middle_of_a_sweep_keeps_its_media(Step boundary) throws Exception {
        TestWorkspace library = new TestWorkspace(folder.resolve(name).resolve("library"));
        Files.writeString(library.media.resolve("old.txt"), OLD);
        try (Runfolio runfolio = Runfolio.open(library.settings())) {
            runfolio.createRunArtifact(RunRequest.builder("succeeded", "model")
                    .output(AssetKind.OTHER, library.media.resolve("old.txt").toString())
                    .build());
        }
        objects.put(mediaKey(OLD), content(OLD));

        sweep(step -> {
            if (step == boundary && log.seals(0).isEmpty()) {
                assertThat(host.command("adopt", library.outputs.toString())).isZero();
            }
        });
        sweep(step -> {});

        assertThat(log.seals(0)).hasSize(1);
        assertThat(keys("media/")).hasSize(1);
        assertThat(host.command("store", "verify", "--deep")).isZero();
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void a_sweep_that_was_killed_is_completed_by_the_next_one(Step boundary) throws Exception {
        objects.put(mediaKey(OLD), content(OLD));
        assertThatThrownBy(() -> sweep(step -> {
                    if (step == boundary) {
                        throw new IllegalStateException("killed");
                    }
                }))
                .hasMessage("killed");
        assertThat(attempt("run_1", objects)).isTrue();
        objects.put(mediaKey("unused"), content("unused"));

        sweep(step -> {});

        assertThatSealedBundlesAreWhole();
        assertThat(keys("media/")).hasSize(1).doesNotContain(mediaKey("unused"));
    }

    /** Sends and seals a bundle with the old content; returns false if its seal is refused. */
    private boolean attempt(String run, ObjectStore store) {
        String runPath = "2026-03-26/" + run;
        Path staged = layout.control().resolve("staged").resolve(run);
        try {
            Files.createDirectories(staged.resolve("original"));
            Files.writeString(staged.resolve("original/output_01.txt"), OLD);
            Files.writeString(
                    staged.resolve("SHA256SUMS"),
                    TestWorkspace.sha256(staged.resolve("original/output_01.txt")) + "  original/output_01.txt\n");
            Files.writeString(staged.resolve("run.json"), "{}");
            new ObjectBundleStore(layout.outputs(), store, log).prepare(staged, runPath);
            log.seal(
                    new EventOrigin("event of " + run, "digest"),
                    run,
                    "{\"run_id\":\"" + run + "\",\"run_path\":\"" + runPath + "\"}");
            return true;
        } catch (StorageException e) {
            assertThat(e).hasMessageContaining("swept");
            return false;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the bucket for an attempt that stops when its media are there, before it sends its list. */
    private ObjectStore pausing(CountDownLatch reached, CountDownLatch released) {
        return (ObjectStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("put") && ((String) arguments[0]).startsWith("bundles/")) {
                        reached.countDown();
                        assertThat(released.await(1, TimeUnit.MINUTES)).isTrue();
                    }
                    try {
                        return method.invoke(objects, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void sweep(SweepSteps steps) {
        new StoreSweep(layout, objects, Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1)), steps)
                .sweep(Duration.ZERO);
    }

    /** Reads the lists as text: each key that a sealed run lists has its bytes. */
    private void assertThatSealedBundlesAreWhole() throws IOException {
        List<String> runs = database.rows(name, "SELECT run_id FROM runfolio_seals");
        assertThat(runs).isNotEmpty();
        for (String run : runs) {
            String list = text("bundles/2026-03-26/" + run + "/.media.json");
            String key = TestWorkspace.parse(list).at("/files/0/key").asText();
            assertThat(text(key)).isEqualTo(OLD);
        }
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.get(1, TimeUnit.MINUTES);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectContent content(String text) {
        return ObjectContent.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String mediaKey(String text) {
        String sha256 = content(text).sha256();
        return "media/" + sha256.substring(0, 2) + "/" + sha256;
    }

    private List<String> keys(String prefix) {
        try (Stream<ObjectInfo> listed = objects.list(prefix)) {
            return listed.map(ObjectInfo::key).toList();
        }
    }

    private String text(String key) throws IOException {
        try (InputStream in = objects.get(key)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

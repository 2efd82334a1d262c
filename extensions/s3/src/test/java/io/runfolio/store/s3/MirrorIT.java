package io.runfolio.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.runfolio.Runfolio;
import io.runfolio.TestWorkspace;
import io.runfolio.cli.RunfolioCommand;
import io.runfolio.mirror.Mirror;
import io.runfolio.mirror.MirrorAudit;
import io.runfolio.mirror.MirrorCounters;
import io.runfolio.mirror.MirrorException;
import io.runfolio.mirror.MirrorRestore;
import io.runfolio.mirror.MirrorTask;
import io.runfolio.run.AssetKind;
import io.runfolio.run.RunRequest;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.share.Shares;
import io.runfolio.store.object.ObjectContent;
import io.runfolio.store.object.ObjectStore;
import io.runfolio.wiring.Backends;
import io.runfolio.wiring.MirrorWiring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The mirror of an outputs folder, whose objects S3Proxy keeps as files. */
class MirrorIT {
    private static final int PART = 5 << 20;

    @TempDir
    static Path folder;

    private static S3Server server;

    private TestWorkspace workspace;
    private String prefix;
    private Map<String, String> extra = Map.of();

    @BeforeAll
    static void start() throws IOException {
        server = S3Server.s3proxy(folder.resolve("server")).awaitReady();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void open(TestInfo test) throws IOException {
        prefix = test.getTestMethod().orElseThrow().getName();
        workspace = new TestWorkspace(Files.createDirectory(folder.resolve(prefix)));
    }

    @Test
    void a_bundle_is_copied_byte_for_byte() throws IOException {
        Path bundle = bundle("first", 2 * PART + 17);
        Files.writeString(bundle.resolve("logs/a b + 100% ü 画像.txt"), "text");
        Files.createFile(bundle.resolve("logs/empty.log"));
        try (Mirror mirror = mirror()) {
            Mirror.Pass first = mirror.pass(false);
            Mirror.Pass second = mirror.pass(false);

            assertThat(first.runs()).isOne();
            assertThat(first.failed()).isZero();
            assertThat(second.bytes()).isZero();
        }
        assertThat(checksums(server.objects().resolve(prefix).resolve("bundles")))
                .isEqualTo(bundles());
    }

    @Test
    void a_later_decision_follows_and_the_lists_with_it() throws IOException {
        bundle("decided", 100);
        try (Mirror mirror = mirror()) {
            mirror.pass(false);
            assertThat(command(
                            "approve",
                            TestWorkspace.json(artifacts()).get(0).get("id").asText()))
                    .isZero();
            mirror.pass(false);
        }
        assertThat(checksums(server.objects().resolve(prefix).resolve("bundles")))
                .isEqualTo(bundles());
        assertThat(verify().findings()).isEmpty();
    }

    @Test
    void a_restore_brings_everything_back_byte_for_byte() throws Exception {
        bundle("one", 0);
        bundle("two", PART + 1);
        assertThat(command(
                        "approve",
                        TestWorkspace.json(artifacts()).get(0).get("id").asText()))
                .isZero();
        assertThat(command("store", "sync")).isZero();
        Path into = workspace.root.resolve("restored");

        assertThat(command("store", "restore", "--into", into.toString())).isZero();

        Process diff = new ProcessBuilder(
                        "diff", "-r", "-x", ".runfolio", workspace.outputs.toString(), into.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(diff.inputReader().lines()).isEmpty();
        assertThat(diff.waitFor()).isZero();
        for (String list : new String[] {"events.jsonl", "changes.jsonl"}) {
            assertThat(into.resolve(".runfolio").resolve(list))
                    .hasSameBinaryContentAs(
                            workspace.outputs.resolve(".runfolio").resolve(list));
        }
        assertThat(command("verify", "--outputs", into.toString())).isZero();
        assertThat(command("store", "verify", "--deep", "--outputs", into.toString()))
                .isZero();
    }

    @Test
    void an_interrupted_restore_follows_what_has_changed_in_the_mirror_since() throws Exception {
        Path bundle = bundle("changing", 100);
        String artifact = TestWorkspace.json(artifacts()).get(0).get("id").asText();
        assertThat(command("share", artifact, "--expires", "7d")).isZero();
        assertThat(command("store", "sync")).isZero();
        Path into = workspace.root.resolve("restored");
        try (ObjectStore store = server.open(prefix)) {
            MirrorRestore killed = new MirrorRestore(Backends.outputs(into), store);
            assertThat(killed.begin().run(done -> {}).restored()).isOne();
        }

        assertThat(command("approve", artifact)).isZero();
        assertThat(command("notes", bundle.getFileName().toString(), "--set", "Later words."))
                .isZero();
        Files.writeString(bundle.resolve("logs/later.log"), "later");
        Files.delete(bundle.resolve("original/output_01.bin"));
        Path shares = workspace.outputs.resolve(".runfolio/shares");
        assertThat(command("share", "revoke", onlyShare())).isZero();
        assertThat(command("store", "sync", "--all")).isZero();
        assertThat(command("store", "restore", "--into", into.toString())).isZero();

        Map<String, String> restored = checksums(into);
        restored.keySet().removeIf(path -> path.startsWith(".") || path.startsWith("index.jsonl"));
        assertThat(restored).isEqualTo(bundles());
        assertThat(checksums(into.resolve(".runfolio/shares"))).isEqualTo(checksums(shares));
    }

    @Test
    void a_tampered_object_is_found_and_sent_again() throws IOException {
        Path bundle = bundle("tampered", 1000);
        try (Mirror mirror = mirror();
                ObjectStore store = server.open(prefix)) {
            mirror.pass(false);
            String path = workspace.outputs.relativize(bundle) + "/original/output_01.bin";
            byte[] other = Files.readAllBytes(bundle.resolve("original/output_01.bin"));
            other[500]++;
            store.put("bundles/" + path, ObjectContent.of(other));

            assertThat(codes(verify())).containsExactly("object_differs " + path);
            mirror.pass(true);
            assertThat(verify().findings()).isEmpty();

            Files.write(server.objects().resolve(prefix).resolve("bundles").resolve(path), other);
            assertThat(codes(new MirrorAudit(Backends.outputs(settings()), store, true).check()))
                    .containsExactly("object_differs " + path);
        }
    }

    @Test
    void the_object_of_a_removed_file_is_kept_unless_a_setting_says_otherwise() throws IOException {
        Path bundle = bundle("removed", 100);
        try (Mirror mirror = mirror()) {
            mirror.pass(false);
            Files.delete(bundle.resolve("original/output_01.bin"));
            mirror.pass(true);
            assertThat(verify().kept()).isOne();
            assertThat(verify().findings()).isEmpty();
        }
        extra = Map.of("runfolio.mirror.removed", "delete");
        try (Mirror mirror = mirror()) {
            Files.delete(bundle.resolve("notes.md"));
            mirror.pass(true);
            assertThat(verify().kept()).isZero();
            assertThat(codes(verify()))
                    .containsExactly(
                            "extra_object " + workspace.outputs.relativize(bundle) + "/original/output_01.bin");
        }
    }

    @Test
    void while_the_store_is_away_the_backlog_waits() throws Exception {
        bundle("before", 10);
        MirrorCounters counters = new MirrorCounters(Clock.systemUTC());
        try (MirrorTask task =
                new MirrorTask(MirrorWiring.forCommand(settings(), counters), counters, Clock.systemUTC())) {
            task.copy();
            assertThat(counters.getTrouble()).isEmpty();
            server.stop();
            bundle("meanwhile", 10);
            task.copy();

            assertThat(counters.getTrouble()).contains("Connection refused").doesNotContain("test-key");
            assertThat(counters.getLagRuns()).isOne();
            assertThat(counters.getFailures()).isOne();

            server.start().awaitReady();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
                task.copy();
                return counters.getLagRuns() == 0 && counters.getTrouble().isEmpty();
            });
        }
        assertThat(checksums(server.objects().resolve(prefix).resolve("bundles")))
                .isEqualTo(bundles());
    }

    @Test
    void a_kill_in_the_middle_of_a_file_sends_one_part_again_at_most() throws Exception {
        int parts = 5;
        bundle("large", parts * PART);
        try (StallingProxy proxy = new StallingProxy(server.port(), 2 * PART + PART / 2)) {
            Map<String, String> through = new HashMap<>(options());
            through.put("runfolio.s3.endpoint", "http://127.0.0.1:" + proxy.port());
            Process victim = new ProcessBuilder(process(through, "store", "sync"))
                    .redirectErrorStream(true)
                    .redirectOutput(workspace.root.resolve("victim.log").toFile())
                    .start();
            assertThat(proxy.awaitStall()).as("in the middle of the third part").isTrue();
            assertThat(victim.isAlive()).isTrue();
            victim.destroyForcibly().waitFor();
        }
        MirrorCounters counters = new MirrorCounters(Clock.systemUTC());
        try (Mirror mirror = MirrorWiring.forCommand(settings(), counters)) {
            assertThat(mirror.pass(false).failed()).isZero();
        }
        assertThat(counters.getSentBytes()).isBetween((parts - 2L) * PART, (parts - 2L) * PART + 100_000);
        assertThat(checksums(server.objects().resolve(prefix).resolve("bundles")))
                .isEqualTo(bundles());
    }

    @Test
    void a_mirror_of_another_library_is_left_alone() throws IOException {
        bundle("mine", 10);
        try (Mirror mirror = mirror()) {
            mirror.pass(false);
        }
        workspace = new TestWorkspace(Files.createDirectory(workspace.root.resolve("other")));
        bundle("theirs", 10);
        try (Mirror mirror = mirror()) {
            assertThatExceptionOfType(MirrorException.class)
                    .isThrownBy(() -> mirror.pass(false))
                    .withMessageContaining("is the mirror of another outputs folder");
        }
    }

    private String onlyShare() {
        return new Shares(Backends.outputs(settings()), Clock.systemUTC())
                .list()
                .get(0)
                .id();
    }

    private static List<String> codes(MirrorAudit.Report report) {
        return report.findings().stream()
                .map(finding -> finding.code() + " " + finding.path())
                .toList();
    }

    private MirrorAudit.Report verify() {
        try (ObjectStore store = server.open(prefix)) {
            return new MirrorAudit(Backends.outputs(settings()), store, false).check();
        }
    }

    /** Returns the artifact records of the only, or of the last bundle. */
    private Path artifacts() {
        List<Path> all = workspace.bundles();
        return all.get(all.size() - 1).resolve("artifacts.json");
    }

    private int command(String... words) {
        List<String> command = new ArrayList<>(List.of(words));
        List<String> folders = workspace.options();
        boolean elsewhere = List.of(words).contains("--outputs");
        command.addAll(elsewhere ? folders.subList(0, 2) : folders);
        options().forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
        return RunfolioCommand.execute(command.toArray(String[]::new));
    }

    private List<String> process(Map<String, String> settings, String... words) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                RunfolioCommand.class.getName()));
        command.addAll(List.of(words));
        command.addAll(workspace.options());
        settings.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
        return command;
    }

    /** Returns the checksums of all bundles, and of nothing else. */
    private Map<String, String> bundles() throws IOException {
        Map<String, String> all = checksums(workspace.outputs);
        all.keySet().removeIf(path -> path.startsWith(".") || path.startsWith("index.jsonl"));
        return all;
    }

    private static Map<String, String> checksums(Path root) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            all.filter(Files::isRegularFile)
                    .forEach(file -> found.put(root.relativize(file).toString(), TestWorkspace.sha256(file)));
        }
        return found;
    }

    private Mirror mirror() {
        return MirrorWiring.forCommand(settings(), new MirrorCounters(Clock.systemUTC()));
    }

    private RunfolioSettings settings() {
        return workspace.settings(options().entrySet().stream()
                .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()))
                .toArray(String[]::new));
    }

    private Map<String, String> options() {
        Map<String, String> values = new HashMap<>(server.settings());
        values.put("runfolio.mirror", "s3://" + S3Server.BUCKET + "/" + prefix);
        values.put("runfolio.mirror.part-size", "5MiB");
        values.putAll(extra);
        return values;
    }

    /** Makes a bundle with one output of random bytes. */
    private Path bundle(String key, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        new Random(key.hashCode()).nextBytes(content);
        Path file = Files.write(workspace.media.resolve(key + ".bin"), content);
        RunRequest request = RunRequest.builder("succeeded", "model")
                .idempotencyKey(key)
                .output(AssetKind.OTHER, file.toString())
                .build();
        try (Runfolio runfolio = Runfolio.open(settings())) {
            return workspace.outputs.resolve(runfolio.createRunArtifact(request).runDir());
        }
    }
}

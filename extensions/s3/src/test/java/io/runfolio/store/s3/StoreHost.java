package io.runfolio.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.Runfolio;
import io.runfolio.ServerProcess;
import io.runfolio.TestPorts;
import io.runfolio.TestWorkspace;
import io.runfolio.cli.RunfolioCommand;
import io.runfolio.json.RecordMapper;
import io.runfolio.replica.StoreAudit;
import io.runfolio.run.AssetKind;
import io.runfolio.run.Finding;
import io.runfolio.run.RunRequest;
import io.runfolio.run.RunRequestBuilder;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.store.object.ObjectStore;
import io.runfolio.wiring.Backends;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A host with folders of its own, whose bundles are in a bucket, and whose database others use. */
final class StoreHost {
    private static final Duration SOON = Duration.ofMinutes(2);

    final TestWorkspace workspace;

    private final S3Server server;
    private final String prefix;
    private final Map<String, String> settings = new HashMap<>();

    /**
     * @param name its name, which is that of its folder
     * @param folder common folder of all hosts, where media may be
     * @param prefix prefix in the bucket, and schema of the database
     */
    StoreHost(String name, Path folder, S3Server server, StoreDatabase database, String prefix) {
        this.server = server;
        this.prefix = prefix;
        workspace = new TestWorkspace(folder.resolve(name));
        settings.putAll(server.settings());
        settings.putAll(Map.of(
                "runfolio.store", "s3",
                "runfolio.store.address", "s3://" + S3Server.BUCKET + "/" + prefix,
                "runfolio.source-roots", folder.toString(),
                "runfolio.coordination", "postgres",
                "runfolio.coordination.postgres.lease", "2s",
                "runfolio.coordination.postgres.user", "postgres",
                "runfolio.coordination.postgres.url", database.url(prefix)));
    }

    /** Changes a setting of what starts from now on. */
    void set(String key, String value) {
        settings.put(key, value);
    }

    /** Removes a setting of what starts from now on. */
    void unset(String key) {
        settings.remove(key);
    }

    RunfolioSettings settings() {
        return workspace.settings(settings.entrySet().stream()
                .flatMap(setting -> Stream.of(setting.getKey(), setting.getValue()))
                .toArray(String[]::new));
    }

    Path bundle(String key, int bytes) throws IOException {
        workspace.writePicture("a.png", 40, 30, 1);
        Files.write(workspace.media.resolve("b.bin"), new byte[bytes]);
        try (Runfolio runfolio = Runfolio.open(settings())) {
            runfolio.createRunArtifact(RunRequest.builder("succeeded", key)
                    .output(AssetKind.IMAGE, workspace.media.resolve("a.png").toString())
                    .output(AssetKind.OTHER, workspace.media.resolve("b.bin").toString())
                    .build());
        }
        return workspace.bundles().get(0);
    }

    /** Bundles a picture and a file of random bytes. */
    Path bundleOfMedia(String key, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        new Random(key.hashCode()).nextBytes(content);
        workspace.writePicture("a.png", 300, 200, key.hashCode());
        Files.write(workspace.media.resolve("b.bin"), content);
        try (Runfolio runfolio = Runfolio.open(settings())) {
            String runId = runfolio.createRunArtifact(RunRequest.builder("succeeded", key)
                            .output(
                                    AssetKind.IMAGE,
                                    workspace.media.resolve("a.png").toString())
                            .output(
                                    AssetKind.OTHER,
                                    workspace.media.resolve("b.bin").toString())
                            .build())
                    .runId();
            return workspace.bundles().stream()
                    .filter(bundle -> bundle.endsWith(runId))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Gives an event with files of this host to the workers. */
    void submit(String key, List<Path> files) {
        RunRequestBuilder request = RunRequest.builder("succeeded", "model").idempotencyKey(key);
        files.forEach(file -> request.output(AssetKind.OTHER, file.toString()));
        Backends.inbox(settings())
                .submit(RecordMapper.event(request.build()).getBytes(StandardCharsets.UTF_8), key + ".json");
    }

    /** Bundles a run with a key, and returns its run id. */
    String bundleOf(String key, String picture) {
        try (Runfolio runfolio = Runfolio.open(settings())) {
            return runfolio.createRunArtifact(RunRequest.builder("succeeded", "model")
                            .idempotencyKey(key)
                            .createdAt(OffsetDateTime.parse("2026-03-26T21:45:12Z"))
                            .output(AssetKind.IMAGE, picture)
                            .build())
                    .runId();
        }
    }

    String runPath(Path bundle) {
        return workspace.outputs.relativize(bundle).toString();
    }

    /** Returns the place of another host's bundle on this host. */
    Path copyOf(Path bundle) {
        return workspace
                .outputs
                .resolve(bundle.getParent().getFileName())
                .resolve(bundle.getFileName().toString());
    }

    String artifact(Path bundle) throws IOException {
        return artifact(bundle, 0);
    }

    String artifact(Path bundle, int index) throws IOException {
        JsonNode records = TestWorkspace.json(bundle.resolve("artifacts.json"));
        return records.get(index).get("id").asText();
    }

    void sync() {
        assertThat(command("store", "sync")).isZero();
    }

    HostProcess worker() throws IOException {
        return start("worker", List.of(), URI.create("http://127.0.0.1"));
    }

    /** Starts a server and waits until it answers, and has bundles in its catalog. */
    HostProcess serve(Path... bundles) throws IOException {
        int port = TestPorts.free();
        HostProcess serving = start(
                "serve",
                List.of("--set", "runfolio.http.port=" + port, "--set", "runfolio.http.management-port=0"),
                URI.create("http://127.0.0.1:" + port));
        for (Path bundle : bundles) {
            await().atMost(SOON)
                    .ignoreExceptions()
                    .until(() -> !serving.process().isAlive()
                            || serving.get("/v1/runs/" + bundle.getFileName()).statusCode() == 200);
        }
        assertThat(serving.process().isAlive()).as(log("serve")).isTrue();
        return serving;
    }

    String log(String command) throws IOException {
        return Files.readString(workspace.root.resolve(command + ".log"));
    }

    /** Starts a command. */
    HostProcess process(String name, String... words) throws IOException {
        return start(name, List.of(words), URI.create("http://127.0.0.1"));
    }

    private HostProcess start(String name, List<String> more, URI address) throws IOException {
        List<Path> classPath = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .map(Path::of)
                .toList();
        List<String> command = new ArrayList<>(ServerProcess.java(
                classPath,
                List.of("-Xmx256m", "-Djava.io.tmpdir=" + workspace.temporary),
                List.of(RunfolioCommand.class.getName())));
        command.add(name);
        command.addAll(options());
        command.addAll(more);
        Process started = new ProcessBuilder(command)
                .directory(workspace.root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        workspace.root.resolve(name + ".log").toFile()))
                .start();
        return new HostProcess(started, address);
    }

    private List<String> options() {
        List<String> options = new ArrayList<>(workspace.options());
        settings.forEach((key, value) -> options.addAll(List.of("--set", key + "=" + value)));
        return options;
    }

    int command(String... words) {
        List<String> command = new ArrayList<>(List.of(words));
        command.addAll(options());
        return RunfolioCommand.execute(command.toArray(String[]::new));
    }

    /** Returns what a command prints, which must succeed. */
    String print(String... words) {
        return printed(0, words);
    }

    /** Returns what a command prints that ends with a code. */
    String printed(int code, String... words) {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertThat(command(words)).isEqualTo(code);
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    /** Returns the codes of the findings of a comparison with the bucket. */
    List<String> findings(String... more) throws IOException {
        RunfolioSettings mine = settings();
        try (ObjectStore objects = server.open(prefix)) {
            return new StoreAudit(Backends.outputs(mine), objects, List.of(more).contains("--deep"))
                    .check().findings().stream().map(Finding::code).toList();
        }
    }

    void assertSound() {
        assertThat(command("verify")).isZero();
        assertThat(command("store", "verify")).isZero();
    }

    /**
     * A worker or server of a host, killed at its close.
     *
     * @param address address of a server
     */
    record HostProcess(Process process, URI address) implements AutoCloseable {
        private static final HttpClient CLIENT = HttpClient.newHttpClient();

        HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(address.resolve(path))
                    .version(HttpClient.Version.HTTP_1_1)
                    .timeout(SOON);
        }

        HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
            return send(request(path));
        }

        HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        }

        void signal(String signal) throws IOException, InterruptedException {
            assertThat(new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                            .start()
                            .waitFor())
                    .isZero();
        }

        void end() throws InterruptedException {
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }

        @Override
        public void close() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }
    }
}

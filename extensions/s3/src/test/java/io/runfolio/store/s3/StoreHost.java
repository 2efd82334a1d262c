package io.runfolio.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.Runfolio;
import io.runfolio.ServerProcess;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A host with folders of its own, whose bundles are in a bucket, and whose database others use. */
final class StoreHost {
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

    String artifact(Path bundle) throws IOException {
        JsonNode records = TestWorkspace.json(bundle.resolve("artifacts.json"));
        return records.get(0).get("id").asText();
    }

    void sync() {
        assertThat(command("store", "sync")).isZero();
    }

    HostProcess worker() throws IOException {
        List<Path> classPath = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .map(Path::of)
                .toList();
        List<String> command = new ArrayList<>(ServerProcess.java(
                classPath,
                List.of("-Xmx256m", "-Djava.io.tmpdir=" + workspace.temporary),
                List.of(RunfolioCommand.class.getName())));
        command.add("worker");
        command.addAll(options());
        return new HostProcess(new ProcessBuilder(command)
                .directory(workspace.root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        workspace.root.resolve("worker.log").toFile()))
                .start());
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
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertThat(command(words)).isZero();
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

    /** A worker of a host, killed at its close. */
    record HostProcess(Process process) implements AutoCloseable {
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

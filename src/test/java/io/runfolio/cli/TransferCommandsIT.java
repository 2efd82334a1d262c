package io.runfolio.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.TestWorkspace;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.files.DurableFiles;
import io.runfolio.work.Verification;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code runfolio export}, {@code import} and {@code adopt} on runs that a worker bundled. */
class TransferCommandsIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private TestWorkspace testWorkspace;
    private String run;

    @BeforeEach
    void bundleOneRun() throws IOException {
        testWorkspace = new TestWorkspace(Files.createDirectories(folder.resolve("here")));
        testWorkspace.writePicture("a.png", 300, 200, 1);
        testWorkspace.writePicture("b.jpg", 200, 300, 2);
        testWorkspace.drop("one.json", TestWorkspace.event("one", "succeeded", "a.png", "b.jpg"));
        assertThat(testWorkspace.drain()).isZero();
        run = JSON.readTree(Files.readString(testWorkspace.outputs.resolve("index.jsonl")))
                .get("run_id")
                .asText();
    }

    @Test
    void pictures_are_exported_as_original_png_web_and_in_chosen_sizes() throws IOException {
        Path to = folder.resolve("out");

        assertThat(runfolio("export", run, "--to", to.toString(), "--form", "original,png,web", "--size", "64,100"))
                .isZero();

        String first = run + "_01_" + model();
        String second = run + "_02_" + model();
        assertThat(names(to))
                .containsExactlyInAnyOrder(
                        first + ".png",
                        first + ".json",
                        first + "_web.webp",
                        first + "_64.webp",
                        first + "_100.webp",
                        second + ".jpg",
                        second + ".png",
                        second + ".json",
                        second + "_web.webp",
                        second + "_64.webp",
                        second + "_100.webp",
                        "manifest.json");
        assertThat(to.resolve(first + ".png")).hasSameBinaryContentAs(testWorkspace.media.resolve("a.png"));
        BufferedImage png = ImageIO.read(to.resolve(second + ".png").toFile());
        assertThat(List.of(png.getWidth(), png.getHeight())).containsExactly(200, 300);
        BufferedImage small = ImageIO.read(to.resolve(second + "_64.webp").toFile());
        assertThat(List.of(small.getWidth(), small.getHeight())).containsExactly(43, 64);
        try (Stream<Path> left = Files.walk(testWorkspace.outputs.resolve(".runfolio/staging"))) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void web_derivatives_of_a_bundle_without_checksums_are_exported() throws IOException {
        testWorkspace.drop(
                "plain.json",
                TestWorkspace.event("plain", "succeeded", "a.png")
                        .replaceFirst("\\{", "{\"derivative_settings\":{\"enable_sha256\":false},"));
        assertThat(testWorkspace.drain()).isZero();
        String plain = JSON.readTree(Files.readAllLines(testWorkspace.outputs.resolve("index.jsonl"))
                        .get(1))
                .get("run_id")
                .asText();
        Path to = folder.resolve("out");

        assertThat(runfolio("export", plain, "--to", to.toString(), "--form", "original,web"))
                .isZero();

        assertThat(names(to)).hasSize(4).anyMatch(name -> name.endsWith("_web.webp"));
    }

    @Test
    void one_artifact_is_exported_by_its_id_and_what_is_there_is_not_overwritten() throws IOException {
        JsonNode artifacts = JSON.readTree(bundle().resolve("artifacts.json").toFile());
        String to = folder.resolve("one.zip").toString();
        String id = artifacts.get(1).get("id").asText();

        assertThat(runfolio("export", id, "--to", to)).isZero();
        assertThat(runfolio("export", id, "--to", to)).isEqualTo(ExitCode.USAGE);
        assertThat(runfolio(
                        "export", "no_such_run", "--to", folder.resolve("none").toString()))
                .isEqualTo(ExitCode.FAILURE);
        assertThat(folder.resolve("none")).doesNotExist();
        assertThat(runfolio("export", "--to", to)).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void a_bundle_goes_elsewhere_and_all_there_is_whole() throws IOException {
        Path zip = folder.resolve("bundles.zip");
        assertThat(runfolio("export", "--all", "--to", zip.toString(), "--form", "bundle"))
                .isZero();
        TestWorkspace elsewhere = new TestWorkspace(Files.createDirectories(folder.resolve("there")));

        assertThat(RunfolioCommand.execute("import", zip.toString(), "--outputs", elsewhere.outputs.toString()))
                .isZero();

        Verification.Report report = elsewhere.verify();
        assertThat(report.findings()).isEmpty();
        assertThat(report.bundles()).isEqualTo(1);
        assertThat(RunfolioCommand.execute("show", run, "--outputs", elsewhere.outputs.toString()))
                .isZero();
    }

    @Test
    void bundles_without_records_are_adopted_where_they_stand() throws IOException {
        Path artifacts = bundle().resolve("artifacts.json");
        Files.delete(artifacts);
        Files.delete(bundle().resolve("SHA256SUMS"));
        Path record = bundle().resolve("run.json");
        Files.writeString(record, Files.readString(record).replace("\"format_version\": 2", "\"format_version\": 1"));
        DurableFiles.deleteTree(testWorkspace.outputs.resolve(".runfolio"));
        Files.delete(testWorkspace.outputs.resolve("index.jsonl"));

        assertThat(runfolio("adopt", testWorkspace.outputs.toString(), "--dry-run", "--json"))
                .isZero();
        assertThat(artifacts).doesNotExist();
        assertThat(runfolio("adopt", testWorkspace.outputs.toString())).isZero();

        assertThat(artifacts).exists();
        assertThat(testWorkspace.verify().findings()).isEmpty();
        assertThat(runfolio("adopt", folder.resolve("nothing").toString())).isNotZero();
    }

    @Test
    void artifacts_are_compared_and_decided_on_one_by_one() throws IOException {
        JsonNode artifacts = JSON.readTree(bundle().resolve("artifacts.json").toFile());
        String first = artifacts.get(0).get("id").asText();
        String second = artifacts.get(1).get("id").asText();

        assertThat(runfolio("compare", run)).isZero();
        assertThat(runfolio("compare", first, second, "--json")).isZero();
        assertThat(runfolio("compare", first)).isEqualTo(ExitCode.USAGE);
        assertThat(runfolio("compare", first, "artifact-0000000000000000")).isEqualTo(ExitCode.FAILURE);

        assertThat(runfolio("approve", first, second, "--by", "ada", "--note", "both"))
                .isZero();
        assertThat(runfolio("reject", first, "--json")).isEqualTo(ExitCode.REFUSED);
        assertThat(runfolio("reopen", first, "--revision", "7")).isEqualTo(ExitCode.REFUSED);
        assertThat(runfolio("reopen", first, "--revision", "1")).isZero();
        assertThat(runfolio("prefer", second)).isZero();
        assertThat(runfolio("approve", first, second, "--revision", "1")).isEqualTo(ExitCode.USAGE);

        List<String> ledger = Files.readAllLines(bundle().resolve("ledger.jsonl"));
        assertThat(ledger)
                .extracting(line -> JSON.readTree(line).get("action").asText())
                .containsExactly("approve", "approve", "reopen", "prefer");
        assertThat(JSON.readTree(ledger.get(0)).get("note").asText()).isEqualTo("both");
    }

    private int runfolio(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--outputs", testWorkspace.outputs.toString()));
        return RunfolioCommand.execute(all.toArray(String[]::new));
    }

    private Path bundle() throws IOException {
        return testWorkspace.outputs.resolve(
                JSON.readTree(Files.readString(testWorkspace.outputs.resolve("index.jsonl")))
                        .get("run_path")
                        .asText());
    }

    private String model() throws IOException {
        return JSON.readTree(bundle().resolve("run.json").toFile())
                .get("model_key")
                .asText();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}

package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.cli.RunfolioCommand;
import io.runfolio.files.DurableFiles;
import io.runfolio.run.AssetKind;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.run.Finding;
import io.runfolio.run.RunRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A folder or file of a bundle is replaced by a link to a secret. No command reads the secret, and other bundles still
 * work.
 */
class LinkedFolderIT {
    private static final String SECRET = "what nobody may read";

    @TempDir
    Path folder;

    private TestWorkspace testWorkspace;
    private Path secrets;
    private Path harmed;
    private Path innocent;

    @BeforeEach
    void secret() throws IOException {
        testWorkspace = new TestWorkspace(Files.createDirectories(folder.resolve("here")));
        testWorkspace.writePicture("a.png", 40, 30, 1);
        secrets = Files.createDirectories(folder.resolve("secrets"));
        for (String name : List.of("output_01.png", "output_01.webp", "submit_payload.json", "run.json")) {
            Files.writeString(secrets.resolve(name), SECRET);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_linked_folder_inside_a_bundle_is_never_followed(boolean checksums) throws IOException {
        for (String part : List.of("original", "web", "thumb", "logs")) {
            seal(checksums, part);
            DurableFiles.deleteTree(harmed.resolve(part));
            Files.createSymbolicLink(harmed.resolve(part), secrets);
            assertNothingLeaks(part);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_linked_file_inside_a_bundle_is_never_followed(boolean checksums) throws IOException {
        for (String file :
                List.of("original/output_01.png", "run.json", "ledger.jsonl", "notes.md", "artifacts.json")) {
            seal(checksums, file);
            Files.deleteIfExists(harmed.resolve(file));
            Files.createSymbolicLink(harmed.resolve(file), secrets.resolve("run.json"));
            assertNothingLeaks(file);
            assertThat(secrets.resolve("run.json")).hasContent(SECRET);
        }
    }

    private void seal(boolean checksums, String key) {
        try (Runfolio runfolio = Runfolio.open(testWorkspace.settings())) {
            harmed = testWorkspace.outputs.resolve(runfolio.createRunArtifact(request(checksums, key + checksums))
                    .runDir());
            innocent = testWorkspace.outputs.resolve(
                    runfolio.createRunArtifact(request(checksums, "innocent" + key + checksums))
                            .runDir());
        }
    }

    private RunRequest request(boolean checksums, String key) {
        DerivativeSettings usual = DerivativeSettings.defaults();
        return RunRequest.builder("succeeded", "model")
                .idempotencyKey(key)
                .derivativeSettings(checksums ? usual : withoutChecksums(usual))
                .submitPayload(java.util.Map.of("a", 1))
                .output(AssetKind.IMAGE, testWorkspace.media.resolve("a.png").toString())
                .build();
    }

    private static DerivativeSettings withoutChecksums(DerivativeSettings usual) {
        return new DerivativeSettings(
                usual.imageWebMaxDimension(),
                usual.imageWebFormat(),
                usual.imageWebQuality(),
                usual.imageThumbMaxDimension(),
                usual.imageThumbFormat(),
                usual.imageThumbQuality(),
                usual.videoWebMaxWidth(),
                usual.videoPosterWidth(),
                usual.videoPosterFormat(),
                usual.allowUpscale(),
                false);
    }

    private void assertNothingLeaks(String what) throws IOException {
        Path to = Files.createDirectories(folder.resolve("to-" + what.replace('/', '-') + System.nanoTime()));
        String run = harmed.getFileName().toString();
        String other = innocent.getFileName().toString();
        for (String one : List.of(run, other)) {
            Path into = Files.createDirectories(to.resolve(one));
            run("export", one, "--to", into + "/files", "--form", "original,png,web,raw", "--size", "20");
            run("export", one, "--to", into + "/files.zip", "--form", "original,web");
            run("export", one, "--to", into + "/bundles", "--form", "bundle");
            run("export", one, "--to", into + "/bundles.zip", "--form", "bundle");
        }
        assertThat(contents(to)).as(what).isNotEmpty().noneMatch(text -> text.contains(SECRET));
        assertThat(contents(to)).as("innocent").anyMatch(text -> text.contains(other));

        List<String> codes = testWorkspace.verify().findings().stream()
                .filter(finding -> finding.path().startsWith(harmed.toString()))
                .map(Finding::code)
                .toList();
        assertThat(codes).as(what).isNotEmpty();

        assertThat(run("show", run)).as(what).doesNotContain(SECRET);
        Path there = to.resolve("there");
        run("adopt", harmed.toString(), "--outputs", there.toString());
        run("import", to.resolve(run).resolve("bundles").toString(), "--outputs", there.toString());
        run("import", to.resolve(other).resolve("bundles.zip").toString(), "--outputs", there.toString());
        assertThat(contents(there)).as(what).noneMatch(text -> text.contains(SECRET));
        assertThat(Files.exists(there.resolve(testWorkspace.outputs.relativize(innocent))))
                .isTrue();
        run("redo", run);
        run("redo", "--state", "failed");
        assertThat(contents(testWorkspace.outputs)).noneMatch(text -> text.contains(SECRET));
    }

    private String run(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        if (!all.contains("--outputs")) {
            all.addAll(List.of("--outputs", testWorkspace.outputs.toString()));
        }
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            assertThat(RunfolioCommand.execute(all.toArray(String[]::new)))
                    .as(String.join(" ", all))
                    .isBetween(0, 4);
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Every regular file's bytes as text; of a zip those of its entries. Links are not followed. */
    private static List<String> contents(Path root) throws IOException {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(path -> Files.isRegularFile(path, java.nio.file.LinkOption.NOFOLLOW_LINKS))
                    .toList()) {
                if (file.toString().endsWith(".zip")) {
                    try (ZipFile zip = new ZipFile(file.toFile())) {
                        for (ZipEntry entry : zip.stream().toList()) {
                            texts.add(
                                    new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.ISO_8859_1));
                        }
                    }
                } else {
                    texts.add(Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        }
        return texts;
    }
}

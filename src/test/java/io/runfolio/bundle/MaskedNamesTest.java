package io.runfolio.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.json.SecretMask;
import io.runfolio.run.ArtifactHint;
import io.runfolio.run.AssetKind;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunRequest;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets in the fields that name a run: status, model, slug and references of its artifacts. */
class MaskedNamesTest {
    private static final String SECRET = "zq9vt4secret7lmx2pw8";
    private static final RunRequest REQUEST = RunRequest.builder(
                    "done, see https://a.example/x?token=" + SECRET,
                    "https://user:" + SECRET + "@host.example/model?api_key=" + SECRET)
            .slug("https://a.example/x?X-Amz-Signature=" + SECRET)
            .output(AssetKind.IMAGE, "a.png")
            .artifact(new ArtifactHint(
                    "visual",
                    "https://a.example/type?sig=" + SECRET,
                    "https://a.example/template?sig=" + SECRET,
                    "https://a.example/runs/1?access_token=" + SECRET,
                    "review",
                    null,
                    List.of("https://a.example/source?sig=" + SECRET)))
            .build();

    @TempDir
    Path outputs;

    @Test
    void neither_a_file_nor_its_path_contains_a_secret_of_the_names() throws IOException {
        RunArtifact run = Bundles.seal(Backends.outputs(outputs), REQUEST, "event-1");

        assertThat(holders()).isEmpty();
        assertThat(run.modelKey()).startsWith("https://***sha256:").contains("@host.example/model?api_key=***sha256:");
        assertThat(run.runId()).contains("host_example");
    }

    @Test
    void names_without_a_secret_stay_as_they_are() {
        RunArtifact run = Bundles.seal(
                Backends.outputs(outputs),
                RunRequest.builder("succeeded", "key-frame-generator-v2")
                        .slug("sk-8 token=blue")
                        .build(),
                "event-2");

        assertThat(run.modelKey()).isEqualTo("key-frame-generator-v2");
        assertThat(run.runId()).endsWith("_key_frame_generator_v2_sk_8_token_blue");
    }

    @Test
    void masking_of_names_can_be_disabled() {
        BundleLayout layout = Backends.outputs(outputs);
        SecretMask none = SecretMask.of(false, List.of());
        RunDraft draft = new Staging(layout, "worker-1", Bundles.CLOCK, none).open(REQUEST, Bundles.origin("event-3"));

        RunArtifact run = new Sealer(layout, Bundles.CLOCK, none).seal(draft, Bundles.ready(draft), Map.of());

        assertThat(run.modelKey()).isEqualTo(REQUEST.modelKey());
    }

    private List<String> holders() throws IOException {
        try (Stream<Path> files = Files.walk(outputs)) {
            return files.filter(file -> contains(outputs.relativize(file).toString()) || contains(text(file)))
                    .map(Path::toString)
                    .toList();
        }
    }

    private static boolean contains(String text) {
        return text.toLowerCase(Locale.ROOT).contains(SECRET);
    }

    private static String text(Path file) {
        try {
            return Files.isRegularFile(file) ? new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

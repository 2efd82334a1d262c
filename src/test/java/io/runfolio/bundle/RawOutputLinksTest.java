package io.runfolio.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetSource;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunRequest;
import io.runfolio.run.RunRequestBuilder;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RawOutputLinksTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path outputs;

    private static AssetSource output(AssetKind kind, String name, String role, Object processedFrom) {
        Map<String, Object> metadata = processedFrom == null ? Map.of() : Map.of("processed_from", processedFrom);
        return new AssetSource(kind, name, role, null, null, List.of(), metadata);
    }

    private static AssetSource picture(String name, String role, Object processedFrom) {
        return output(AssetKind.IMAGE, name, role, processedFrom);
    }

    private RunArtifact seal(AssetSource... sources) {
        RunRequestBuilder request = RunRequest.builder("succeeded", "model");
        for (AssetSource source : sources) {
            request.output(source);
        }
        return Bundles.seal(Backends.outputs(outputs), request.build(), "event");
    }

    /** Returns the originals that the artifacts show as their raw forms, by plain JSON. */
    private List<String> raws(RunArtifact run) throws IOException {
        JsonNode artifacts =
                JSON.readTree(Files.readAllBytes(outputs.resolve(run.runDir()).resolve("artifacts.json")));
        assertThat(artifacts).allSatisfy(artifact -> {
            assertThat(artifact.at("/content/processed/originalUrl")).isEqualTo(artifact.at("/content/originalUrl"));
            assertThat(artifact.at("/content/raw/storageKey").asText())
                    .isEqualTo("artifacts/image/" + artifact.get("id").asText() + "/raw.webp");
        });
        return artifacts.findValues("raw").stream()
                .map(raw -> raw.get("originalUrl").asText().replaceAll("\\D+", ""))
                .toList();
    }

    @Test
    void without_a_word_of_it_every_output_is_the_models_own() throws IOException {
        RunArtifact run = seal(picture("a.png", "output", null), picture("b.png", "output", null));
        assertThat(raws(run)).containsExactly("01", "02");
        assertThat(run.warnings()).isEmpty();
    }

    @Test
    void an_output_names_the_one_that_it_was_made_from_by_position_or_by_name() throws IOException {
        RunArtifact run = seal(
                picture("x/a.png", "output", null), picture("b.png", "output", 1), picture("c.png", "output", "a.png"));
        assertThat(raws(run)).containsExactly("01", "01", "01");
        assertThat(run.warnings()).isEmpty();
    }

    @Test
    void through_several_steps_the_models_own_is_found() throws IOException {
        assertThat(raws(seal(
                        picture("a.png", "output", 2),
                        picture("b.png", "output", 3),
                        picture("c.png", "output", null))))
                .containsExactly("03", "03", "03");
    }

    @Test
    void roles_are_paired_in_order() throws IOException {
        RunArtifact run = seal(
                picture("a.png", "Processed", null),
                picture("b.png", "raw", null),
                picture("c.png", "raw", null),
                picture("d.png", "processed", null),
                picture("e.png", "output", null));
        assertThat(raws(run)).containsExactly("02", "02", "03", "03", "05");
        assertThat(run.warnings()).isEmpty();
    }

    @Test
    void unpaired_roles_are_reported() throws IOException {
        RunArtifact run =
                seal(picture("a.png", "raw", null), picture("b.png", "raw", null), picture("c.png", "processed", null));
        assertThat(raws(run)).containsExactly("01", "02", "03");
        assertThat(run.warnings()).singleElement().asString().contains("2 have the role raw and 1 the role processed");
    }

    @Test
    void named_links_take_precedence_over_roles() throws IOException {
        assertThat(raws(seal(
                        picture("a.png", "raw", null),
                        picture("b.png", "processed", null),
                        picture("c.png", "output", 2))))
                .containsExactly("01", "02", "02");
    }

    @Test
    void a_reference_that_leads_nowhere_is_a_warning() throws IOException {
        RunArtifact run = seal(
                picture("a.png", "output", "nowhere.png"),
                picture("same.png", "output", 2),
                picture("same.png", "output", 9),
                picture("d.png", "output", "same.png"),
                picture("e.png", "output", 1.5),
                picture("f.png", "output", 7),
                picture("g.png", "output", 6));
        assertThat(raws(run)).containsExactly("01", "02", "03", "04", "05", "07", "07");
        assertThat(run.warnings())
                .satisfiesExactly(
                        why -> assertThat(why).contains("output 1", "nowhere.png", "names no other output"),
                        why -> assertThat(why).contains("output 2", "names no other output"),
                        why -> assertThat(why).contains("output 3", "names no other output"),
                        why -> assertThat(why).contains("output 4", "names several outputs"),
                        why -> assertThat(why).contains("output 5", "names no other output"),
                        why -> assertThat(why).contains("output 7", "circular"));
    }

    @Test
    void a_picture_is_not_the_processed_form_of_a_clip() {
        RunArtifact run = seal(output(AssetKind.VIDEO, "a.mp4", "output", null), picture("b.png", "output", 1));
        assertThat(run.warnings()).singleElement().asString().contains("output 2", "of another kind");
    }
}

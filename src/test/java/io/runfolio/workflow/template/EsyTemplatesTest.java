package io.runfolio.workflow.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Loads Esy's published examples, written as templates from their documentation. */
class EsyTemplatesTest {
    private static final Path EXAMPLES = Path.of("src", "test", "resources", "workflows", "esy");
    private static final TemplateFolder.Shelf SHELF = new TemplateFolder(EXAMPLES).read();

    private static Template find(String id) {
        return SHELF.find(id).orElseThrow();
    }

    @Test
    void all_examples_load_without_problems_and_notes() {
        assertThat(SHELF.problems()).isEmpty();
        assertThat(SHELF.notes()).isEmpty();
        assertThat(SHELF.templates())
                .extracting(Template::id)
                .containsExactly(
                        "compose-research-brief",
                        "generate-clip-art-asset",
                        "generate-research-infographic",
                        "generate-research-report");
    }

    @Test
    void the_clip_art_example_has_its_runtime_steps_providers_and_gates_in_words() {
        Template clipArt = find("generate-clip-art-asset");

        assertThat(clipArt.steps())
                .extracting(WorkflowStep::id)
                .containsExactly(
                        "prompt.resolve",
                        "image.generate",
                        "background.remove",
                        "image.convert_webp.raw",
                        "image.convert_webp.processed",
                        "storage.upload_raw",
                        "storage.upload_processed",
                        "artifact.create");
        assertThat(clipArt.providers())
                .containsExactly(
                        Map.entry("image", "openai/gpt-image-2"), Map.entry("backgroundRemoval", "fal/birefnet-light"));
        assertThat(clipArt.gates()).hasSize(5).noneMatch(TemplateGate::hasEffect);
        assertThat(clipArt.budgetPolicy().text()).isPresent();
        assertThat(clipArt.budgetPolicy().maxCostUsd()).isEmpty();
        assertThat(clipArt.lastEmitting().orElseThrow().emitsArtifact())
                .isEqualTo(new EmitsArtifact("visual", "clip-art"));
        assertThat(clipArt.schemaVersion()).isEqualTo("workflow-schema-v1");
    }

    @Test
    void a_mapping_from_paths_to_fields_is_one_from_fields_to_references() {
        SubWorkflow sub = find("generate-research-infographic").steps().get(0).subWorkflow();

        assertThat(sub.intakeMapping())
                .containsExactly(
                        Map.entry("topic", TextNode.valueOf("{intake.topic}")),
                        Map.entry("audience", TextNode.valueOf("{intake.audience}")));
    }

    @Test
    void the_prompt_of_a_file_belongs_to_the_template() throws IOException {
        Template report = find("generate-research-report");

        assertThat(report.steps().get(1).promptTemplate())
                .isEqualTo(Files.readString(EXAMPLES.resolve("prompts").resolve("report.md")));
        assertThat(Template.ofPinned(report.pinned())).isEqualTo(report);
    }

    @Test
    void a_template_in_yaml_equals_the_same_one_in_json(@TempDir Path folder) throws IOException {
        for (String file : List.of("generate-research-report.yaml", "compose-with-artifact-inputs.yml")) {
            Object document =
                    new Load(LoadSettings.builder().build()).loadFromString(Files.readString(EXAMPLES.resolve(file)));
            JsonNode json = new ObjectMapper().valueToTree(document);
            Files.writeString(folder.resolve(file.replaceAll("ya?ml$", "json")), json.toString());
        }
        Files.createDirectory(folder.resolve("prompts"));
        Files.copy(EXAMPLES.resolve("prompts/report.md"), folder.resolve("prompts/report.md"));

        TemplateFolder.Shelf inJson = new TemplateFolder(folder).read();

        assertThat(inJson.problems()).isEmpty();
        assertThat(inJson.templates()).hasSize(2).allSatisfy(template -> {
            Template inYaml = find(template.id());
            assertThat(template.withFile(inYaml.file())).isEqualTo(inYaml);
        });
    }
}

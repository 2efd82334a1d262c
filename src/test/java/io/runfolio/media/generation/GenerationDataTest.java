package io.runfolio.media.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class GenerationDataTest {

    @Test
    void automatic1111_text_is_parsed() {
        String text = "a red fox, (snow:1.2)\nsecond line\nNegative prompt: blurry, low quality\n"
                + "Steps: 28, Sampler: DPM++ 2M Karras, CFG scale: 6.5, Seed: 1234567890123, Size: 832x1216, "
                + "Model hash: abcdef1234, Model: sdxl, \"Lora hashes: \"a: 1, b: 2\", Version: v1.7";
        Map<String, Object> data =
                GenerationData.parse(Map.of("parameters", text)).orElseThrow();
        assertThat(data)
                .containsEntry("tool", "automatic1111")
                .containsEntry("prompt", "a red fox, (snow:1.2)\nsecond line")
                .containsEntry("negative_prompt", "blurry, low quality")
                .containsEntry("steps", 28L)
                .containsEntry("sampler", "DPM++ 2M Karras")
                .containsEntry("cfg_scale", 6.5)
                .containsEntry("seed", 1_234_567_890_123L)
                .containsEntry("width", 832L)
                .containsEntry("model", "sdxl")
                .containsEntry("model_hash", "abcdef1234")
                .containsEntry("raw", Map.of("parameters", text));
    }

    @Test
    void automatic1111_text_without_steps_is_parsed() {
        assertThat(GenerationData.parse(Map.of(
                        "parameters", "a red fox\nNegative prompt: blurry\nSampler: Euler a, Seed: 5, Size: 512x768")))
                .hasValueSatisfying(data -> assertThat(data)
                        .containsEntry("prompt", "a red fox")
                        .containsEntry("negative_prompt", "blurry")
                        .containsEntry("sampler", "Euler a")
                        .containsEntry("seed", 5L)
                        .containsEntry("height", 768L));
        assertThat(GenerationData.parse(Map.of("UserComment", "a red fox\nNegative prompt: blurry")))
                .hasValueSatisfying(data -> assertThat(data)
                        .containsEntry("prompt", "a red fox")
                        .containsEntry("negative_prompt", "blurry"));
        assertThat(GenerationData.parse(Map.of("parameters", "a red fox")))
                .hasValueSatisfying(data -> assertThat(data).containsEntry("prompt", "a red fox"));
    }

    @Test
    void a_plain_comment_is_not_generation_data() {
        assertThat(GenerationData.parse(Map.of("Comment", "Made on Monday: rain, model: none")))
                .isEmpty();
        assertThat(GenerationData.parse(Map.of("UserComment", "My holiday\nin the snow")))
                .isEmpty();
    }

    @Test
    void comfyui_links_are_followed_to_the_texts() {
        String prompt = "{\"3\": {\"class_type\": \"KSampler\", \"inputs\": {\"seed\": 42, \"steps\": 20, \"cfg\": 8.0,"
                + " \"sampler_name\": \"euler\", \"scheduler\": \"normal\", \"model\": [\"4\", 0],"
                + " \"positive\": [\"9\", 0], \"negative\": [\"7\", 0], \"latent_image\": [\"5\", 0]}},"
                + " \"4\": {\"class_type\": \"CheckpointLoaderSimple\", \"inputs\": {\"ckpt_name\": "
                + "\"sdxl.safetensors\"}},"
                + " \"5\": {\"class_type\": \"EmptyLatentImage\", \"inputs\": {\"width\": 1024, \"height\": 768}},"
                + " \"6\": {\"class_type\": \"CLIPTextEncode\", \"inputs\": {\"text\": [\"8\", 0], \"clip\": "
                + "[\"4\", 1]}},"
                + " \"7\": {\"class_type\": \"CLIPTextEncode\", \"inputs\": {\"text\": \"ugly\", \"clip\": "
                + "[\"4\", 1]}},"
                + " \"8\": {\"class_type\": \"PrimitiveString\", \"inputs\": {\"value\": \"a lighthouse\"}},"
                + " \"9\": {\"class_type\": \"FluxGuidance\", \"inputs\": {\"conditioning\": [\"6\", 0], "
                + "\"guidance\": NaN}}}";
        Map<String, Object> data = GenerationData.parse(Map.of("prompt", prompt, "workflow", "{\"nodes\": []}"))
                .orElseThrow();
        assertThat(data)
                .containsEntry("tool", "comfyui")
                .containsEntry("prompt", "a lighthouse")
                .containsEntry("negative_prompt", "ugly")
                .containsEntry("seed", 42)
                .containsEntry("steps", 20)
                .containsEntry("sampler", "euler")
                .containsEntry("model", "sdxl.safetensors")
                .containsEntry("width", 1024)
                .containsEntry("height", 768);
        assertThat(data.get("raw")).isEqualTo(Map.of("prompt", prompt, "workflow", "{\"nodes\": []}"));
    }

    @Test
    void a_cyclic_graph_is_parsed_in_bounded_time() {
        String prompt = "{\"1\": {\"class_type\": \"KSampler\", \"inputs\": {\"seed\": 1, \"positive\": [\"2\", 0]}},"
                + " \"2\": {\"class_type\": \"A\", \"inputs\": {\"x\": [\"3\", 0]}},"
                + " \"3\": {\"class_type\": \"B\", \"inputs\": {\"x\": [\"2\", 0]}}}";
        assertThat(GenerationData.parse(Map.of("prompt", prompt)).orElseThrow())
                .containsEntry("seed", 1)
                .doesNotContainKey("prompt");
    }

    @Test
    void invokeai_metadata_is_parsed() {
        String json = "{\"positive_prompt\": \"a cat\", \"negative_prompt\": \"\", \"seed\": 7, \"steps\": 30, "
                + "\"cfg_scale\": 7.5,"
                + " \"scheduler\": \"euler_a\", \"width\": 512, \"height\": 512, \"model\": "
                + "{\"name\": \"Juggernaut\"}}";
        assertThat(GenerationData.parse(Map.of("invokeai_metadata", json)).orElseThrow())
                .containsEntry("tool", "invokeai")
                .containsEntry("prompt", "a cat")
                .containsEntry("seed", 7)
                .containsEntry("sampler", "euler_a")
                .containsEntry("model", "Juggernaut")
                .doesNotContainKey("negative_prompt");
    }

    @Test
    void swarmui_json_is_parsed_from_either_place() {
        String json = "{\"sui_image_params\": {\"prompt\": \"a boat\", \"negativeprompt\": \"fog\", \"seed\": 9,"
                + " \"steps\": 25, \"cfgscale\": 5, \"sampler\": \"dpmpp_2m\", \"model\": \"flux\", "
                + "\"width\": 640, \"height\": 480}}";
        for (String keyword : new String[] {"parameters", "UserComment"}) {
            assertThat(GenerationData.parse(Map.of(keyword, json)).orElseThrow())
                    .containsEntry("tool", "swarmui")
                    .containsEntry("prompt", "a boat")
                    .containsEntry("negative_prompt", "fog")
                    .containsEntry("cfg_scale", 5)
                    .containsEntry("seed", 9);
        }
    }

    @Test
    void other_texts_are_ignored() {
        assertThat(GenerationData.parse(Map.of("prompt", "just words", "Comment", "hello", "parameters", "{broken")))
                .isEmpty();
        assertThat(GenerationData.parse(Map.of("prompt", "{\"a\":".repeat(5_000))))
                .isEmpty();
    }

    @Test
    void texts_have_a_maximum_length() {
        String text = "x".repeat(100_000) + "\nSteps: 1, Seed: 2";
        Map<String, Object> data =
                GenerationData.parse(Map.of("parameters", text)).orElseThrow();
        assertThat(data.get("prompt").toString()).hasSize(GenerationFields.MAX_TEXT_LENGTH);
        assertThat(data).containsEntry("seed", 2L);
    }
}

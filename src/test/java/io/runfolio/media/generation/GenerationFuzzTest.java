package io.runfolio.media.generation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.runfolio.Allocation;
import java.util.Map;

/** Any generator text is parsed into texts of bounded length and JSON numbers. */
class GenerationFuzzTest {
    @FuzzTest
    void any_text_is_parsed_without_failure(byte[] bytes) {
        String text = new String(bytes, UTF_8);
        for (String keyword : new String[] {"parameters", "invokeai_metadata", "sd-metadata", "prompt", "Comment"}) {
            Allocation.within(64 << 20, () -> read(keyword, text));
        }
    }

    private static void read(String keyword, String text) {
        GenerationData.parse(Map.of(keyword, text))
                .ifPresent(facts -> facts.forEach((key, value) -> {
                    if (value instanceof String word) {
                        assertThat(word).hasSizeLessThanOrEqualTo(GenerationFields.MAX_TEXT_LENGTH);
                    } else if (!key.equals("raw")) {
                        assertThat(value).isInstanceOf(Number.class);
                        assertThat(Double.isNaN(((Number) value).doubleValue())).isFalse();
                    }
                }));
    }
}

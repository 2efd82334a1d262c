package io.runfolio.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UntrustedTextTest {
    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "a\u0000b\u001b[31mc\u007f\u0085,ab[31mc",
                "a\u202eb\u2066c\u200bd\ufeffe,abcde",
                "x\udb40\udc48\udb40\udc49,x",
                "x\udb40\udd00\udb40\uddefy,xy",
                "lone\ud800half,lonehalf",
                "private\ue000use,privateuse",
                "\ud83d\udc69\u200d\ud83c\udf3e \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645,"
                        + "\ud83d\udc69\u200d\ud83c\udf3e \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
            })
    void characters_that_nobody_sees_are_removed(String text, String seen) {
        assertThat(UntrustedText.clean(text, 100)).isEqualTo(seen);
    }

    @Test
    void line_breaks_stay_and_separators_become_line_breaks() {
        assertThat(UntrustedText.clean("one\n\ttwo\u2028three", 100)).isEqualTo("one\n\ttwo\nthree");
    }

    @Test
    void a_long_text_is_cut_between_characters_and_the_rest_is_counted() {
        assertThat(UntrustedText.clean("\ud83e\udd8a".repeat(5), 3))
                .isEqualTo("\ud83e\udd8a\ud83e\udd8a… (3 more characters)");
        assertThat(UntrustedText.clean("abc", 3)).isEqualTo("abc");
    }

    @Test
    void credentials_in_prompts_are_masked() {
        String text = "use https://cdn.example/a.png?X-Amz-Signature=abcdef0123456789 for it";
        assertThat(UntrustedText.clean(text, 200)).doesNotContain("abcdef0123456789");
    }

    @Test
    void a_value_of_any_depth_and_width_stays_small() {
        ObjectNode deep = JsonNodeFactory.instance.objectNode();
        ObjectNode inner = deep;
        for (int i = 0; i < 500; i++) {
            inner = inner.putObject("in\u202eside");
        }
        ArrayNode wide = deep.putArray("wide");
        for (int i = 0; i < 10_000; i++) {
            wide.add("w".repeat(2_000));
        }
        for (int i = 0; i < 1_000; i++) {
            deep.put("field" + i, i);
        }
        String text = UntrustedText.value(deep, 5_000).toString();
        assertThat(text)
                .hasSizeLessThan(12_000)
                .contains("nested deeper than 5 levels")
                .contains(" more")
                .doesNotContain("\u202e");
    }
}

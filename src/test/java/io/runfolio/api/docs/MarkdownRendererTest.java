package io.runfolio.api.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rendered HTML has only the elements of the renderer. */
class MarkdownRendererTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u00a7',
            value = {
                "a `b` c | a <code>b</code> c",
                "**bold** and *soft* | <strong>bold</strong> and <em>soft</em>",
                "`**no**` | <code>**no**</code>",
                "2 * 3 * 4 | 2 * 3 * 4",
                "[docs](/docs) | <a href=\"/docs\">docs</a>",
                "[x](javascript:alert(1)) | [x](javascript:alert(1))",
                "[x](https://a.example/\" onclick=\"y) | [x](https://a.example/&quot; onclick=&quot;y)",
                "<script>`<b>`</script> | &lt;script&gt;<code>&lt;b&gt;</code>&lt;/script&gt;",
                "a ` b | a ` b",
            })
    void a_line_becomes(String markdown, String html) {
        assertThat(MarkdownRenderer.inline(markdown)).isEqualTo(html);
    }

    @Test
    void blocks_are_paragraphs_lists_and_fences() {
        assertThat(MarkdownRenderer.blocks("one\ntwo\n\n- a\n- b\n  c\n\n```\n<x>\n```\nend"))
                .isEqualTo(
                        "<p>one two</p><ul><li>a</li><li>b c</li></ul><pre><code>&lt;x&gt;\n</code></pre><p>end</p>");
    }
}

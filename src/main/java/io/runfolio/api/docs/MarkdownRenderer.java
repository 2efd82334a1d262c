package io.runfolio.api.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Renders a subset of Markdown as HTML.
 *
 * <p>Supports paragraphs, lists, code fences, {@code code}, bold, emphasis and links. All text is escaped first; links
 * lead to {@code http}, {@code https} and this server only. Patterns are linear.
 */
final class MarkdownRenderer {
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern BOLD = Pattern.compile("\\*\\*([^*\n]+)\\*\\*");
    private static final Pattern EMPHASIS = Pattern.compile("(?<![\\w*])\\*(?! )([^*\n]+)(?<! )\\*(?![\\w*])");
    private static final Pattern LINK = Pattern.compile("\\[([^\\[\\]\n]+)\\]\\(((?:https?://|/|#)[^()\\s]*)\\)");
    private static final String FENCE = "```";

    private MarkdownRenderer() {}

    /** Renders text with several paragraphs. */
    static String blocks(String text) {
        StringBuilder html = new StringBuilder();
        List<String> paragraph = new ArrayList<>();
        List<String> items = new ArrayList<>();
        StringBuilder code = null;
        for (String line : text.strip().split("\n")) {
            if (code != null) {
                if (line.strip().startsWith(FENCE)) {
                    html.append("<pre><code>").append(escaped(code.toString())).append("</code></pre>");
                    code = null;
                } else {
                    code.append(line).append('\n');
                }
            } else if (line.strip().startsWith(FENCE)) {
                flush(html, paragraph, items);
                code = new StringBuilder();
            } else if (line.isBlank()) {
                flush(html, paragraph, items);
            } else if (line.strip().startsWith("- ") || line.strip().startsWith("* ")) {
                flush(html, paragraph, List.of());
                items.add(line.strip().substring(2));
            } else if (items.isEmpty()) {
                paragraph.add(line.strip());
            } else {
                items.add(items.remove(items.size() - 1) + " " + line.strip());
            }
        }
        flush(html, paragraph, items);
        return code == null
                ? html.toString()
                : html.append("<pre><code>")
                        .append(escaped(code.toString()))
                        .append("</code></pre>")
                        .toString();
    }

    private static void flush(StringBuilder html, List<String> paragraph, List<String> items) {
        if (!paragraph.isEmpty()) {
            html.append("<p>").append(inline(String.join(" ", paragraph))).append("</p>");
            paragraph.clear();
        }
        if (!items.isEmpty()) {
            html.append("<ul>");
            items.forEach(item -> html.append("<li>").append(inline(item)).append("</li>"));
            html.append("</ul>");
            items.clear();
        }
    }

    /** Renders a line of text; code spans are not parsed further. */
    static String inline(String text) {
        StringBuilder html = new StringBuilder();
        Matcher code = CODE.matcher(text);
        int from = 0;
        while (code.find()) {
            html.append(words(text.substring(from, code.start())));
            html.append("<code>").append(escaped(code.group(1))).append("</code>");
            from = code.end();
        }
        return html.append(words(text.substring(from))).toString();
    }

    private static String words(String text) {
        String html = escaped(text);
        html = LINK.matcher(html).replaceAll("<a href=\"$2\">$1</a>");
        html = BOLD.matcher(html).replaceAll("<strong>$1</strong>");
        return EMPHASIS.matcher(html).replaceAll("<em>$1</em>");
    }

    /** Escapes text for HTML. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}

package io.runfolio.api.docs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.run.extras.JsonMap;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Renders the contract as an HTML page without scripts and external resources. */
final class DocsPage {
    private static final String STYLE =
            """
            :root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}
            body{max-width:62rem;margin:0 auto;padding:1.5rem}
            h2{margin-top:2.5rem;border-bottom:1px solid #8886;text-transform:capitalize}
            details{border:1px solid #8886;border-radius:.4rem;margin:.5rem 0;padding:.5rem .8rem}
            summary{cursor:pointer}code{font:.92em ui-monospace,monospace}
            .m{display:inline-block;min-width:4.2em;font-weight:700;text-transform:uppercase}
            table{border-collapse:collapse;width:100%}\
            td,th{text-align:left;vertical-align:top;padding:.25rem .6rem .25rem 0;border-top:1px solid #8884}
            pre{white-space:pre-wrap;overflow-wrap:anywhere}""";

    private static final ObjectWriter EXAMPLES =
            JsonMappers.builder(JsonLimits.DOCUMENT).build().writerWithDefaultPrettyPrinter();

    private final Map<?, ?> root;
    private final StringBuilder html = new StringBuilder();

    private DocsPage(Map<?, ?> root) {
        this.root = root;
    }

    static byte[] of(Map<?, ?> root) {
        return new DocsPage(root).page().getBytes(StandardCharsets.UTF_8);
    }

    private String page() {
        Map<?, ?> info = map(root, "info");
        html.append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" "
                        + "content=\"width=device-width\">")
                .append("<title>Runfolio API</title><style>")
                .append(STYLE)
                .append("</style><h1>Runfolio API</h1>");
        element("p", text(info, "summary"));
        described(info);
        html.append("<p><a href=\"/openapi.yaml\">openapi.yaml</a> · <a href=\"/\">Gallery</a></p>");
        for (Object tag : (List<?>) root.get("tags")) {
            String name = text((Map<?, ?>) tag, "name");
            element("h2", name);
            described((Map<?, ?>) tag);
            map(root, "paths").forEach((path, item) -> operations(name, String.valueOf(path), (Map<?, ?>) item));
        }
        element("h2", "schemas");
        map(map(root, "components"), "schemas").forEach((name, schema) -> {
            html.append("<details id=\"").append(escaped(String.valueOf(name))).append("\"><summary><code>");
            html.append(escaped(String.valueOf(name))).append("</code></summary>");
            schema((Map<?, ?>) schema);
            html.append("</details>");
        });
        return html.append("</html>\n").toString();
    }

    private void operations(String tag, String path, Map<?, ?> item) {
        for (String method : Contract.METHODS) {
            Map<?, ?> operation = map(item, method);
            if (JsonMap.elements(operation.get("tags")).contains(tag)) {
                html.append("<details id=\"")
                        .append(escaped(text(operation, "operationId")))
                        .append("\"><summary>");
                html.append("<span class=\"m\">")
                        .append(method)
                        .append("</span><code>")
                        .append(escaped(path));
                html.append("</code> — ")
                        .append(escaped(text(operation, "summary")))
                        .append("</summary>");
                described(operation);
                parameters(item.get("parameters"), operation.get("parameters"));
                body(operation);
                responses(map(operation, "responses"));
                html.append("</details>");
            }
        }
    }

    private void parameters(Object ofPath, Object ofOperation) {
        if (ofPath == null && ofOperation == null) {
            return;
        }
        html.append("<table><tr><th>parameter<th>in<th>meaning");
        for (Object list : new Object[] {ofPath, ofOperation}) {
            JsonMap.elements(list).stream().map(this::resolved).forEach(parameter -> {
                html.append("<tr><td><code>")
                        .append(escaped(text(parameter, "name")))
                        .append("</code><td>");
                html.append(escaped(text(parameter, "in"))).append("<td>");
                html.append(MarkdownRenderer.inline(
                                text(parameter, "description").strip()))
                        .append(" <code>");
                html.append(escaped(String.valueOf(parameter.get("schema")))).append("</code>");
            });
        }
        html.append("</table>");
    }

    private void body(Map<?, ?> operation) {
        map(map(operation, "requestBody"), "content").forEach((type, media) -> {
            html.append("<p>Body <code>").append(escaped(String.valueOf(type))).append("</code>: ");
            reference(map((Map<?, ?>) media, "schema"));
            html.append("</p>");
            map((Map<?, ?>) media, "examples").forEach((name, example) -> {
                element("p", text((Map<?, ?>) example, "summary") + ":");
                element("pre", json(((Map<?, ?>) example).get("value")));
            });
        });
    }

    private void responses(Map<?, ?> responses) {
        html.append("<table><tr><th>status<th>meaning<th>body");
        responses.forEach((status, response) -> {
            Map<?, ?> resolved = resolved(response);
            html.append("<tr><td>").append(escaped(String.valueOf(status))).append("<td>");
            html.append(MarkdownRenderer.inline(text(resolved, "description").strip()))
                    .append("<td>");
            map(resolved, "content").forEach((type, media) -> {
                html.append("<code>").append(escaped(String.valueOf(type))).append("</code> ");
                reference(map((Map<?, ?>) media, "schema"));
            });
        });
        html.append("</table>");
    }

    private void reference(Map<?, ?> schema) {
        String name = text(schema, "$ref").replaceFirst("^.*/", "");
        if (name.isEmpty()) {
            html.append("<code>").append(escaped(String.valueOf(schema))).append("</code>");
            return;
        }
        html.append("<a href=\"#")
                .append(escaped(name))
                .append("\">")
                .append(escaped(name))
                .append("</a>");
    }

    private void schema(Map<?, ?> schema) {
        described(schema);
        Map<?, ?> properties = map(schema, "properties");
        if (properties.isEmpty()) {
            element("pre", String.valueOf(schema));
            return;
        }
        html.append("<table><tr><th>field<th>form");
        properties.forEach((name, form) -> {
            html.append("<tr><td><code>").append(escaped(String.valueOf(name))).append("</code><td>");
            html.append(MarkdownRenderer.inline(
                    text((Map<?, ?>) form, "description").strip()));
            Map<Object, Object> rest = new LinkedHashMap<>((Map<?, ?>) form);
            rest.remove("description");
            html.append(" <code>").append(escaped(String.valueOf(rest))).append("</code>");
        });
        html.append("</table>");
    }

    private Map<?, ?> resolved(Object node) {
        Map<?, ?> map = (Map<?, ?>) node;
        if (!(map.get("$ref") instanceof String reference)) {
            return map;
        }
        Map<?, ?> found = root;
        for (String part : reference.substring(2).split("/")) {
            found = map(found, part);
        }
        return found;
    }

    private void element(String name, String text) {
        html.append('<').append(name).append('>').append(escaped(text));
        html.append("</").append(name).append('>');
    }

    private static String json(Object value) {
        try {
            return EXAMPLES.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an example of the contract is not JSON", e);
        }
    }

    /** Appends the description of a node, which is Markdown. */
    private void described(Map<?, ?> node) {
        html.append(MarkdownRenderer.blocks(text(node, "description")));
    }

    private static Map<?, ?> map(Map<?, ?> node, String name) {
        return JsonMap.of(node.get(name)).toMap();
    }

    private static String text(Map<?, ?> node, String name) {
        return node.get(name) == null ? "" : String.valueOf(node.get(name));
    }

    private static String escaped(String text) {
        return MarkdownRenderer.escaped(text);
    }
}

package io.runfolio.workflow.content;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** Builds the content of reports and knowledge records from a step's JSON, else its text. */
final class DocumentContent {
    private static final Set<String> OF_REPORT = Set.of("type", "title", "summary", "sections", "sources");
    /** Fields of a supplied document about its file. */
    private static final Set<String> OF_FILE = Set.of("path", "url", "mimeType");

    private DocumentContent() {}

    /**
     * Builds the content of a report: every section has a heading and a body, every source is a text.
     *
     * @param title title if the output has none
     */
    static ObjectNode report(JsonNode slot, String title) {
        JsonNode json = slot.path("json");
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        content.put("title", text(json, "title", title));
        if (json.path("summary").isTextual()) {
            content.set("summary", json.get("summary"));
        }
        ArrayNode sections = content.putArray("sections");
        json.path("sections").forEach(section -> sections.add(section(section, sections.size() + 1)));
        if (sections.isEmpty()) {
            String body = text(json, "body", slot.path("text").asText());
            if (!body.isBlank() && (!json.isObject() || json.path("body").isTextual())) {
                sections.addObject()
                        .put("heading", content.path("title").asText())
                        .put("body", body);
            }
        }
        ArrayNode sources = content.putArray("sources");
        json.path("sources").forEach(source -> sources.add(source(source)));
        json.properties().stream()
                .filter(field -> !OF_REPORT.contains(field.getKey()))
                .forEach(field -> content.set(field.getKey(), field.getValue()));
        return withoutFile(slot, content);
    }

    /** Builds the content of a knowledge record: title, body and data. */
    static ObjectNode record(JsonNode slot, String title) {
        JsonNode json = slot.path("json");
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        content.put("title", text(json, "title", title));
        content.put("body", text(json, "body", slot.path("text").asText()));
        if (json.path("data").isObject()) {
            json.properties().forEach(field -> content.putIfAbsent(field.getKey(), field.getValue()));
        } else if (json.isObject()) {
            content.set("data", json);
        } else if (json.isArray()) {
            content.putObject("data").set("items", json);
        }
        return withoutFile(slot, content);
    }

    private static ObjectNode withoutFile(JsonNode slot, ObjectNode content) {
        return slot.has("artifact") ? content.remove(OF_FILE) : content;
    }

    private static ObjectNode section(JsonNode section, int number) {
        ObjectNode complete = JsonNodeFactory.instance.objectNode();
        complete.put("heading", text(section, "heading", text(section, "title", "Section " + number)));
        complete.put("body", section.isTextual() ? section.textValue() : text(section, "body", ""));
        return complete;
    }

    private static String source(JsonNode source) {
        if (!source.isObject()) {
            return source.asText();
        }
        String url = text(source, "url", "");
        String title = text(source, "title", "");
        return title.isBlank() ? url : url.isBlank() ? title : title + " " + url;
    }

    private static String text(JsonNode json, String field, String otherwise) {
        String text = json.path(field).textValue();
        return text == null || text.isBlank() ? otherwise : text;
    }
}

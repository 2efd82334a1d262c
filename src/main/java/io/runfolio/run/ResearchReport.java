package io.runfolio.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The form of a research artifact's content: a {@code title}; where they are given, a {@code summary}, {@code sections} of {@code heading} and {@code body}, and {@code sources}, all of them texts.
 */
public final class ResearchReport {
    /** The artifact class of content that has this form. */
    public static final String CLASS = "research";

    private final List<String> problems = new ArrayList<>();

    private ResearchReport() {}

    /** Returns whether content has this form. */
    public static boolean fits(Map<String, Object> content) {
        return problems(content, "content").isEmpty();
    }

    /**
     * Returns what keeps content from having this form, one sentence a field.
     *
     * @param path path of the content in its document
     */
    public static List<String> problems(Map<String, Object> content, String path) {
        ResearchReport report = new ResearchReport();
        report.text(content.get("title"), path + ".title");
        if (content.get("title") instanceof String title && title.isBlank()) {
            report.refuse(path + ".title", "must not be empty");
        }
        if (content.get("summary") != null) {
            report.text(content.get("summary"), path + ".summary");
        }
        report.sections(content.get("sections"), path + ".sections");
        report.sources(content.get("sources"), path + ".sources");
        return List.copyOf(report.problems);
    }

    private void sections(Object sections, String path) {
        for (Place place : elements(sections, path)) {
            if (place.value() instanceof Map<?, ?> section) {
                text(section.get("heading"), place.path() + ".heading");
                text(section.get("body"), place.path() + ".body");
            } else {
                refuse(place.path(), "must be an object with heading and body");
            }
        }
    }

    private void sources(Object sources, String path) {
        elements(sources, path).forEach(place -> text(place.value(), place.path()));
    }

    private record Place(String path, Object value) {}

    private List<Place> elements(Object value, String path) {
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            refuse(path, "must be a list");
            return List.of();
        }
        List<Place> places = new ArrayList<>();
        list.forEach(element -> places.add(new Place(path + "[" + places.size() + "]", element)));
        return places;
    }

    private void text(Object value, String path) {
        if (!(value instanceof String)) {
            refuse(path, value == null ? "is required: give it a text" : "must be a text");
        }
    }

    private void refuse(String path, String why) {
        problems.add("`" + path + "` " + why + "; the artifact is not of class research.");
    }
}

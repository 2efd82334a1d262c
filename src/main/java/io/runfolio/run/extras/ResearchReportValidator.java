package io.runfolio.run.extras;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Validates the content of a research artifact. Its form is a {@code title} and, optionally, a {@code summary},
 * {@code sections} of {@code heading} and {@code body}, and {@code sources}; all values are texts.
 */
public final class ResearchReportValidator {
    private final List<String> problems = new ArrayList<>();

    private ResearchReportValidator() {}

    /** Returns whether content is valid. */
    public static boolean isValid(Map<String, Object> content) {
        return problems(content, "content").isEmpty();
    }

    /**
     * Returns one sentence for each invalid field.
     *
     * @param path path of the content in its document
     */
    public static List<String> problems(Map<String, Object> content, String path) {
        ResearchReportValidator report = new ResearchReportValidator();
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
            JsonMap.find(place.value())
                    .ifPresentOrElse(
                            section -> {
                                text(section.get("heading"), place.path() + ".heading");
                                text(section.get("body"), place.path() + ".body");
                            },
                            () -> refuse(place.path(), "must be an object with heading and body"));
        }
    }

    private void sources(Object sources, String path) {
        elements(sources, path).forEach(place -> text(place.value(), place.path()));
    }

    private record Place(String path, Object value) {}

    private List<Place> elements(Object value, String path) {
        if (value != null && !(value instanceof List)) {
            refuse(path, "must be a list");
        }
        List<Place> places = new ArrayList<>();
        JsonMap.elements(value).forEach(element -> places.add(new Place(path + "[" + places.size() + "]", element)));
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

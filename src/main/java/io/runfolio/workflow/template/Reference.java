package io.runfolio.workflow.template;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reference in a text of a template, such as {@code {intake.topic}}.
 *
 * <p>A path is names with dots between them, and positions of lists in brackets, such as
 * {@code step-1.json.sections[0].body}. A question mark before the closing brace marks an optional value. Braces around
 * anything else are text, so that a prompt may show JSON. A reference in two pairs of braces is the text of the
 * reference in one pair.
 *
 * @param path the path, without braces
 * @param isOptional whether the value may be absent
 */
public record Reference(String path, boolean isOptional) {
    private static final String NAME = "[\\p{L}\\p{N}_][\\p{L}\\p{N}_-]*+";
    private static final String PATH = NAME + "(?:\\." + NAME + "|\\[[0-9]{1,6}])*+";
    private static final Pattern PART = Pattern.compile("(?<name>" + NAME + ")|\\[(?<position>[0-9]{1,6})]");
    private static final Pattern WHOLE = Pattern.compile("\\{(?<path>" + PATH + ")(?<optional>\\??)}");
    private static final Pattern TOKEN =
            Pattern.compile("\\{(?<escaped>\\{" + PATH + "\\??})}|\\{(?<path>" + PATH + ")(?<optional>\\??)}");
    private static final Pattern VALID_PATH = Pattern.compile(PATH);

    /**
     * Part of a path.
     *
     * @param name name of a field; null for a position
     * @param position position in a list from 0; -1 for a name
     */
    public record Part(String name, int position) {
        /** Returns whether the part is the name of a field. */
        public boolean isName() {
            return name != null;
        }

        @Override
        public String toString() {
            return isName() ? name : "[" + position + "]";
        }
    }

    /** Creates a reference from a path without braces; empty if it is not one. */
    public static Optional<Reference> ofPath(String path) {
        return VALID_PATH.matcher(path).matches() ? Optional.of(new Reference(path, false)) : Optional.empty();
    }

    /** Returns the reference that a text is as a whole; empty if there is anything else in it. */
    public static Optional<Reference> whole(String text) {
        Matcher whole = WHOLE.matcher(text);
        return whole.matches() ? Optional.of(of(whole)) : Optional.empty();
    }

    /** Returns the references of a text, in order. */
    public static List<Reference> in(String text) {
        List<Reference> references = new ArrayList<>();
        replace(text, reference -> {
            references.add(reference);
            return "";
        });
        return references;
    }

    /** Replaces each reference of a text by its value, and unescapes those in two pairs of braces. */
    public static String replace(String text, Function<Reference, String> value) {
        Matcher tokens = TOKEN.matcher(text);
        StringBuilder result = new StringBuilder();
        int from = 0;
        while (tokens.find()) {
            result.append(text, from, tokens.start());
            String escaped = tokens.group("escaped");
            result.append(escaped == null ? value.apply(of(tokens)) : escaped);
            from = tokens.end();
        }
        return result.append(text, from, text.length()).toString();
    }

    private static Reference of(Matcher found) {
        return new Reference(found.group("path"), !found.group("optional").isEmpty());
    }

    /** Returns the parts of the path; there is at least one. */
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        Matcher part = PART.matcher(path);
        while (part.find()) {
            String name = part.group("name");
            parts.add(new Part(name, name == null ? Integer.parseInt(part.group("position")) : -1));
        }
        return parts;
    }

    /** Returns the first name of the path: {@code intake}, {@code inputs} or the start of a step's id. */
    public String head() {
        return parts().get(0).name();
    }

    /**
     * Returns the longest id of a step with which the path begins; empty if absent. An id may contain dots.
     *
     * @param stepIds ids of steps
     */
    public Optional<String> step(Collection<String> stepIds) {
        return stepIds.stream()
                .filter(this::beginsWith)
                .reduce((one, other) -> one.length() >= other.length() ? one : other);
    }

    private boolean beginsWith(String id) {
        return path.startsWith(id) && (path.length() == id.length() || ".[".indexOf(path.charAt(id.length())) >= 0);
    }

    /** Returns the parts after the first characters of the path, such as those after the id of a step. */
    public List<Part> partsAfter(String start) {
        return path.length() == start.length()
                ? List.of()
                : new Reference("x" + path.substring(start.length()), isOptional).partsAfterFirst();
    }

    private List<Part> partsAfterFirst() {
        List<Part> parts = parts();
        return List.copyOf(parts.subList(1, parts.size()));
    }

    /** Returns the reference in its braces. */
    @Override
    public String toString() {
        return "{" + path + (isOptional ? "?" : "") + "}";
    }
}

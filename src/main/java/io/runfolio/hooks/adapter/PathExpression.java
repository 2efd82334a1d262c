package io.runfolio.hooks.adapter;

import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.EvaluationListener;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.spi.json.JacksonJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * A JSONPath of an adapter, limited so that its cost grows with the size of the payload alone.
 *
 * <p>Allowed are names, positions, {@code *}, one {@code ..name}, and filters that compare fields of {@code @} with
 * constants. Functions, regular expressions and paths inside filters that start at the document are refused.
 */
final class PathExpression {
    /** Maximum number of values that one path may find. */
    static final int MAX_MATCHES = 10_000;

    private static final int MAX_LENGTH = 300;
    private static final String NAME = "[\\p{L}_][\\p{L}\\p{N}_-]{0,99}";
    private static final String QUOTED = "'[^'\\\\]{1,100}'";
    private static final String FIELD = "@(?:\\." + NAME + "|\\[(?:" + QUOTED + "|\\d{1,4})\\]){1,5}";
    private static final String CONSTANT = "(?:" + QUOTED + "|-?\\d{1,15}(?:\\.\\d{1,9})?|true|false|null)";
    private static final String TEST = FIELD + "(?: ?(?:==|!=|<=|>=|<|>) ?" + CONSTANT + ")?";
    private static final String FILTER = "\\[\\?\\(" + TEST + "(?: ?(?:&&|\\|\\|) ?" + TEST + "){0,4}\\)\\]";
    private static final String STEP =
            "(?:\\.(?:" + NAME + "|\\*)|\\[(?:" + QUOTED + "|-?\\d{1,6}|\\*)\\]|" + FILTER + ")";
    private static final Pattern FORM =
            Pattern.compile("[$@]" + STEP + "{0,20}(?:\\.\\." + NAME + STEP + "{0,20})?", Pattern.UNICODE_CASE);

    private static final Configuration CONFIGURATION = configuration();

    private final String text;
    private final boolean ofElement;
    private final JsonPath path;

    private PathExpression(String text, boolean ofElement, JsonPath path) {
        this.text = text;
        this.ofElement = ofElement;
        this.path = path;
    }

    private static Configuration configuration() {
        var mapper = JsonMappers.builder(JsonLimits.RECORD).build();
        return Configuration.builder()
                .jsonProvider(new JacksonJsonProvider(mapper))
                .mappingProvider(new JacksonMappingProvider(mapper))
                .options(Option.ALWAYS_RETURN_LIST, Option.SUPPRESS_EXCEPTIONS)
                .build();
    }

    /** Returns whether a text of an adapter file is a path rather than a constant. */
    static boolean isPath(String text) {
        return text.startsWith("$") || text.startsWith("@");
    }

    /**
     * Compiles a path.
     *
     * @throws IllegalArgumentException if it is not one of the allowed forms; the message is the end of a sentence
     */
    static PathExpression compile(String text) {
        if (text.length() > MAX_LENGTH || !FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("is not an allowed path (" + shown(text)
                    + "): use names, positions, * and filters such as $.data[?(@.type == 'image')].url");
        }
        try {
            return new PathExpression(text, text.startsWith("@"), JsonPath.compile("$" + text.substring(1)));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("is not a JSONPath (" + shown(text) + ")", e);
        }
    }

    /**
     * Returns the values that are found, without null.
     *
     * @throws AdapterException if there are too many
     */
    List<Object> find(Scope scope) {
        Object start = ofElement ? scope.element() : scope.document();
        if (start == null) {
            return List.of();
        }
        if (path.getPath().equals("$")) {
            return List.of(start);
        }
        List<Object> found = values(start);
        found.removeIf(Objects::isNull);
        return found;
    }

    private List<Object> values(Object start) {
        int[] count = new int[1];
        EvaluationListener limit = result -> ++count[0] > MAX_MATCHES
                ? EvaluationListener.EvaluationContinuation.ABORT
                : EvaluationListener.EvaluationContinuation.CONTINUE;
        List<Object> values;
        try {
            List<Object> read = path.read(start, CONFIGURATION.setEvaluationListeners(limit));
            values = read == null ? new ArrayList<>() : new ArrayList<>(read);
        } catch (JsonPathException | ClassCastException | UnsupportedOperationException e) {
            return new ArrayList<>(); // a value of another type has no such field
        }
        if (count[0] > MAX_MATCHES) {
            throw new AdapterException(
                    "too_many_matches",
                    "The path " + text + " finds more than " + MAX_MATCHES + " values in the payload.");
        }
        return values;
    }

    /** Replaces the values that are found, in the document itself. */
    void replace(Object document, UnaryOperator<Object> change) {
        try {
            path.map(document, (value, configuration) -> change.apply(value), CONFIGURATION);
        } catch (JsonPathException | ClassCastException | UnsupportedOperationException e) {
            return; // nothing is found
        }
    }

    private static String shown(String text) {
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }

    boolean isOfElement() {
        return ofElement;
    }

    @Override
    public String toString() {
        return text;
    }
}

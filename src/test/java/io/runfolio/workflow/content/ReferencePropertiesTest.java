package io.runfolio.workflow.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.workflow.step.StepFailedException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Properties of references for texts and values that nobody has thought of. */
class ReferencePropertiesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> NAMES = List.of("a", "b", "title", "a-1", "x_y", "ä", "0");

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void a_text_resolves_as_a_second_resolver_does(@ForAll("texts") String text, @ForAll("values") RunValues values) {
        Optional<String> expected = new SmallResolver(values).resolve(text);
        Optional<String> actual;
        try {
            actual = Optional.of(References.resolveText(text, values));
        } catch (StepFailedException e) {
            assertThat(e.code()).isEqualTo("reference_unresolved");
            actual = Optional.empty();
        }
        assertThat(actual).isEqualTo(expected);
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void any_text_resolves_or_fails_the_step(@ForAll("braces") String text, @ForAll("values") RunValues values) {
        try {
            References.resolve(NODES.objectNode().put("text", text), values);
            References.resolveText(text, values);
            References.at(text, values);
        } catch (StepFailedException e) {
            assertThat(e.code()).isEqualTo("reference_unresolved");
            assertThat(e.isRetryable()).isFalse();
        }
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void a_text_that_is_one_reference_is_the_value(@ForAll("json") JsonNode value, @ForAll("names") String name) {
        RunValues values = new RunValues(NODES.objectNode().set(name, value), Map.of(), Map.of());
        JsonNode template = NODES.arrayNode().add("{intake." + name + "?}");
        assertThat(References.resolve(template, values).get(0)).isEqualTo(value);
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void a_reference_in_two_pairs_of_braces_is_kept(@ForAll("paths") String path, @ForAll("values") RunValues values) {
        assertThat(References.resolveText("{{" + path + "}}", values)).isEqualTo("{" + path + "}");
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of(NAMES);
    }

    @Provide
    Arbitrary<String> paths() {
        Arbitrary<String> head =
                Arbitraries.of("intake", "inputs.f", "inputs.g", "s", "s.t", "s.t.u", "step-9", "inputs");
        Arbitrary<String> parts = Arbitraries.oneOf(
                        names().map(name -> "." + name),
                        Arbitraries.integers().between(0, 3).map(i -> "[" + i + "]"))
                .list()
                .ofMaxSize(4)
                .map(list -> String.join("", list));
        return Combinators.combine(head, parts).as((start, rest) -> start + rest);
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> reference = Combinators.combine(paths(), Arbitraries.of("", "", "?"))
                .as((path, optional) -> "{" + path + optional + "}");
        Arbitrary<String> escaped = reference.map(one -> "{" + one + "}");
        Arbitrary<String> literal =
                Arbitraries.of("", " ", "text", "{", "}", "{}", "{\"k\": 1}", "{a b}", "{.}", "\\", "$1");
        return Arbitraries.frequencyOf(Tuple.of(5, literal), Tuple.of(3, reference), Tuple.of(1, escaped))
                .list()
                .ofMaxSize(6)
                .map(list -> String.join("", list));
    }

    @Provide
    Arbitrary<String> braces() {
        return Arbitraries.strings()
                .withChars("{}[].?aintkesp-1\"\\ \n\u00e4\ud83d\ude00")
                .ofMaxLength(60);
    }

    @Provide
    Arbitrary<JsonNode> json() {
        Arbitrary<JsonNode> leaf = Arbitraries.oneOf(
                Arbitraries.of("", "text", "{intake.a}", "{{intake.a}}", "}", "ä\"\n")
                        .map(NODES::textNode),
                Arbitraries.integers().map(NODES::numberNode),
                Arbitraries.of(true, false).map(NODES::booleanNode),
                Arbitraries.just(NODES.nullNode()));
        return Arbitraries.recursive(() -> leaf, this::deeper, 0, 3);
    }

    private Arbitrary<JsonNode> deeper(Arbitrary<JsonNode> inner) {
        Arbitrary<JsonNode> array =
                inner.list().ofMaxSize(3).map(list -> NODES.arrayNode().addAll(list));
        Arbitrary<JsonNode> object = Arbitraries.maps(names(), inner)
                .ofMaxSize(3)
                .map(map -> {
                    ObjectNode node = NODES.objectNode();
                    node.setAll(map);
                    return node;
                });
        return Arbitraries.oneOf(array, object, inner);
    }

    @Provide
    Arbitrary<RunValues> values() {
        return Combinators.combine(json(), json(), json(), json(), json()).as((intake, f, s, st, stu) -> {
            Map<String, JsonNode> slots = new LinkedHashMap<>();
            slots.put("s", s);
            slots.put("s.t", st);
            slots.put("s.t.u", stu);
            return new RunValues(intake, Map.of("f", f), slots);
        });
    }

    /** Second resolver, character by character and without expressions. */
    private record SmallResolver(RunValues values) {
        Optional<String> resolve(String text) {
            StringBuilder result = new StringBuilder();
            int at = 0;
            while (at < text.length()) {
                int escapedEnd = text.startsWith("{{", at) ? end(text, at + 2) : -1;
                if (escapedEnd > 0 && text.startsWith("}}", escapedEnd)) {
                    result.append(text, at + 1, escapedEnd + 1);
                    at = escapedEnd + 2;
                    continue;
                }
                int end = text.charAt(at) == '{' ? end(text, at + 1) : -1;
                if (end < 0) {
                    result.append(text.charAt(at++));
                    continue;
                }
                Optional<String> value = value(text.substring(at + 1, end));
                if (value.isEmpty()) {
                    return Optional.empty();
                }
                result.append(value.get());
                at = end + 1;
            }
            return Optional.of(result.toString());
        }

        /** Returns the place of the brace after a path; -1 if there is no path. */
        private static int end(String text, int from) {
            int at = from;
            boolean wantsName = true;
            while (true) {
                int start = at;
                while (at < text.length() && (isLetter(text.charAt(at)) || at > start && text.charAt(at) == '-')) {
                    at++;
                }
                if (wantsName && at == start) {
                    return -1;
                }
                while (at < text.length() && text.charAt(at) == '[') {
                    int close = text.indexOf(']', at);
                    if (close <= at + 1
                            || !text.substring(at + 1, close).chars().allMatch(c -> c >= '0' && c <= '9')) {
                        return -1;
                    }
                    at = close + 1;
                }
                if (at < text.length() && text.charAt(at) == '.') {
                    at++;
                } else {
                    int mark = at < text.length() && text.charAt(at) == '?' ? at + 1 : at;
                    return mark < text.length() && text.charAt(mark) == '}' ? mark : -1;
                }
            }
        }

        private static boolean isLetter(char one) {
            return Character.isLetterOrDigit(one) || one == '_';
        }

        private Optional<String> value(String reference) {
            boolean isOptional = reference.endsWith("?");
            String path = isOptional ? reference.substring(0, reference.length() - 1) : reference;
            Map<String, JsonNode> roots = new LinkedHashMap<>();
            roots.put("intake", values.intake());
            values.inputs().forEach((field, content) -> roots.put("inputs." + field, content));
            values.slots().forEach(roots::put);
            String root = "";
            for (String one : roots.keySet()) {
                boolean fits = path.equals(one) || path.startsWith(one + ".") || path.startsWith(one + "[");
                root = fits && one.length() > root.length() ? one : root;
            }
            if (root.isEmpty()) {
                boolean isInput = path.equals("inputs") || path.startsWith("inputs.") || path.startsWith("inputs[");
                return isInput && isOptional ? Optional.of("") : Optional.empty();
            }
            JsonNode node = roots.get(root);
            for (String part : path.substring(root.length()).replace("[", ".[").split("\\.")) {
                if (!part.isEmpty()) {
                    node = part.startsWith("[")
                            ? node.path(Integer.parseInt(part.substring(1, part.length() - 1)))
                            : node.path(part);
                }
            }
            if (node.isMissingNode() || node.isNull()) {
                return isOptional ? Optional.of("") : Optional.empty();
            }
            try {
                return Optional.of(node.isContainerNode() ? JSON.writeValueAsString(node) : node.asText());
            } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}

package io.runfolio.retention.policy;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Number of newest artifacts that a rule leaves in each group.
 *
 * @param newest how many it leaves
 * @param per what makes a group
 */
public record CountLimit(int newest, Group per) {

    /** Returns the groups of an artifact: one, or one for each tag. */
    public Set<String> groupsOf(Candidate candidate) {
        return per.values.apply(candidate);
    }

    /** Field whose values make the groups; artifacts without a value are a group as well. */
    public enum Group {
        ALL(candidate -> Set.of("")),
        ENVIRONMENT(candidate -> one(candidate.environment())),
        WORKSPACE(candidate -> one(candidate.run().workspace())),
        PROJECT(candidate -> one(candidate.run().project())),
        MODEL(candidate -> one(candidate.run().model())),
        TEMPLATE(candidate -> one(candidate.item().map(item -> item.template()).orElse(null))),
        CLASS(candidate -> one(candidate.artifactClass())),
        KIND(candidate -> one(candidate.kind())),
        TAG(candidate -> candidate.tags().isEmpty() ? Set.of("") : candidate.tags());

        private final Function<Candidate, Set<String>> values;

        Group(Function<Candidate, Set<String>> values) {
            this.values = values;
        }

        private static Set<String> one(String value) {
            return Set.of(value == null ? "" : value);
        }

        /** Returns the word in the file, such as {@code project}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static List<String> words() {
            return Stream.of(values()).map(Group::word).toList();
        }
    }
}

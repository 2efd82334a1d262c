package io.runfolio.retention.plan;

import io.runfolio.retention.policy.AgeRange;
import io.runfolio.retention.policy.Candidate;
import io.runfolio.retention.policy.PolicyRule;
import io.runfolio.retention.policy.RuleMatch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says in words why a rule takes an artifact. */
final class RuleWords {
    private RuleWords() {}

    static String why(PolicyRule rule, Candidate candidate, Instant now) {
        List<String> words = new ArrayList<>();
        RuleMatch match = rule.match();
        age("created", match.created(), candidate.created(), now).ifPresent(words::add);
        age("last accessed", match.accessed(), candidate.accessed(), now).ifPresent(words::add);
        age("decided", match.decided(), candidate.decided(), now).ifPresent(words::add);
        add(words, match.runStatus().isSet(), "run " + candidate.run().status());
        add(words, match.reviewStatus().isSet(), String.valueOf(candidate.reviewStatus()));
        add(words, match.environment().isSet(), "environment " + candidate.environment());
        add(words, match.workspace().isSet(), "workspace " + candidate.run().workspace());
        add(words, match.project().isSet(), "project " + candidate.run().project());
        add(words, match.model().isSet(), "model " + candidate.run().model());
        add(words, match.artifactClass().isSet(), "class " + candidate.artifactClass());
        add(words, match.kind().isSet(), "kind " + candidate.kind());
        add(words, match.tag().isSet(), "tag " + String.join(", ", match.tag().words()));
        rule.count()
                .ifPresent(count -> words.add("not among the newest " + count.newest() + " "
                        + (count.per().word().equals("all")
                                ? "of all"
                                : "of its " + count.per().word())));
        rule.size().ifPresent(size -> words.add("among the oldest, as the limit of size is exceeded"));
        return words.isEmpty() ? "matches the rule" : String.join(", ", words);
    }

    private static void add(List<String> words, boolean isSet, String text) {
        if (isSet) {
            words.add(text);
        }
    }

    private static Optional<String> age(String what, AgeRange range, Optional<Instant> time, Instant now) {
        return range.isSet()
                ? time.map(from -> what + " " + words(Duration.between(from, now)) + " ago")
                : Optional.empty();
    }

    private static String words(Duration age) {
        long days = age.toDays();
        if (days > 1) {
            return days + " days";
        }
        return days == 1 ? "1 day" : Math.max(0, age.toHours()) + " h";
    }
}

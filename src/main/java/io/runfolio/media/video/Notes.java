package io.runfolio.media.video;

import io.runfolio.media.MediaFacts;
import io.runfolio.media.child.ChildResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** What is found out about one file on the way; whatever happens, the result tells it. For one thread. */
final class Notes {
    private final Map<String, Object> details = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private final StringBuilder log = new StringBuilder();
    private MediaFacts facts = MediaFacts.unknown();

    void detail(String name, Object value) {
        details.put(name, value);
    }

    void warn(String sentence) {
        if (!warnings.contains(sentence)) {
            warnings.add(sentence);
        }
    }

    void facts(MediaFacts known) {
        facts = known;
    }

    /** Replaces the length. */
    void duration(double seconds) {
        facts = new MediaFacts(
                facts.kind(),
                facts.mimeType(),
                facts.width(),
                facts.height(),
                OptionalDouble.of(seconds),
                facts.codecName());
    }

    void said(ChildResult result) {
        log.append(ChildFailure.said(result));
    }

    Map<String, Object> details() {
        return details;
    }

    List<String> warnings() {
        return warnings;
    }

    String log() {
        return log.toString();
    }

    MediaFacts facts() {
        return facts;
    }
}

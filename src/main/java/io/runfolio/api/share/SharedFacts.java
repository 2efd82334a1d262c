package io.runfolio.api.share;

import io.runfolio.catalog.Catalog.CatalogArtifact;
import io.runfolio.share.SharedFact;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Texts of a shared page: the facts that the link names, and those of artifacts that are texts. */
final class SharedFacts {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm 'UTC'", Locale.ENGLISH);

    /** Maximum number of characters of a fact on a page. */
    private static final int MAX_FACT = 2_000;

    private SharedFacts() {}

    /** Returns the label of a fact with one value. */
    static String label(SharedFact fact) {
        return switch (fact) {
            case SIZE -> "Size";
            case CREATED -> "Created";
            case MODEL -> "Model";
            case STATUS -> "Status";
            case SEED -> "Seed";
            case PROMPT -> "Prompt";
            case SETTINGS -> "Settings";
            case ID -> "Id";
        };
    }

    /** Returns the facts that are known, by their labels. */
    static Map<String, String> of(CatalogArtifact artifact, Set<SharedFact> wanted) {
        Map<String, Object> all = artifact.facts();
        Map<String, String> shown = new LinkedHashMap<>();
        for (SharedFact fact : SharedFact.values()) {
            if (wanted.contains(fact)) {
                add(shown, fact, artifact, all);
            }
        }
        return shown;
    }

    private static void add(
            Map<String, String> shown, SharedFact fact, CatalogArtifact artifact, Map<String, Object> all) {
        switch (fact) {
            case SIZE -> size(shown, all);
            case CREATED -> put(shown, label(fact), time(artifact.createdAt()));
            case MODEL -> put(shown, label(fact), artifact.modelKey());
            case STATUS -> put(shown, label(fact), artifact.view().review().status());
            case SEED -> put(shown, label(fact), all.get("seed"));
            case PROMPT -> {
                put(shown, label(fact), all.get("prompt"));
                put(shown, "Negative prompt", all.get("negativePrompt"));
            }
            case SETTINGS -> {
                put(shown, "Steps", all.get("steps"));
                put(shown, "Guidance", all.get("guidance"));
                put(shown, "Sampler", all.get("sampler"));
                put(shown, "Scheduler", all.get("scheduler"));
            }
            case ID -> put(shown, label(fact), artifact.view().record().id());
        }
    }

    private static void size(Map<String, String> shown, Map<String, Object> all) {
        if (all.get("width") instanceof Number width && all.get("height") instanceof Number height) {
            put(shown, "Size", width + " × " + height + " px");
        }
        if (all.get("duration") instanceof Number seconds) {
            put(shown, "Duration", String.format(Locale.ENGLISH, "%.1f s", seconds.doubleValue()));
        }
    }

    private static void put(Map<String, String> shown, String label, Object value) {
        if (value instanceof String || value instanceof Number) {
            shown.put(label, SharedText.beginning(String.valueOf(value), MAX_FACT));
        }
    }

    private static String time(String createdAt) {
        try {
            return OffsetDateTime.parse(createdAt)
                    .withOffsetSameInstant(ZoneOffset.UTC)
                    .format(DAY);
        } catch (DateTimeException e) {
            return createdAt;
        }
    }

    /** Returns title, summary, body and sections of an artifact that has no file. */
    static List<String> texts(CatalogArtifact artifact) {
        Map<String, Object> content = artifact.view().record().content();
        List<String> texts = new ArrayList<>();
        add(texts, content, "title", "summary", "body");
        if (content.get("sections") instanceof List<?> sections) {
            sections.stream()
                    .filter(Map.class::isInstance)
                    .forEach(section -> add(texts, (Map<?, ?>) section, "heading", "title", "body", "text"));
        }
        return texts;
    }

    private static void add(List<String> texts, Map<?, ?> map, String... names) {
        for (String name : names) {
            if (map.get(name) instanceof String text && !text.isBlank()) {
                texts.add(text);
            }
        }
    }
}

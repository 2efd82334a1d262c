package io.runfolio.hooks.adapter;

import io.runfolio.hooks.adapter.AdapterSpec.FileSpec;
import io.runfolio.hooks.adapter.AdapterSpec.ListSpec;
import io.runfolio.run.AssetKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Maps the files of a payload to assets of a request. */
final class FileMapper {
    private final String field;
    private final Values values;
    private final Optional<Instant> expiry;
    private final int maxFiles;
    private final List<Map<String, Object>> files = new ArrayList<>();

    /** @param field {@code inputs} or {@code outputs} */
    FileMapper(String field, Values values, Optional<Instant> expiry, int maxFiles) {
        this.field = field;
        this.values = values;
        this.expiry = expiry;
        this.maxFiles = maxFiles;
    }

    List<Map<String, Object>> files() {
        return files;
    }

    void add(FileSpec spec) {
        List<Object> elements = spec.list().each().all(values.scope());
        List<Object> seeds = spec.seeds().all(values.scope());
        int first = values.number(field + ".first", spec.first())
                .map(Number::intValue)
                .orElse(0);
        for (int i = 0; i < elements.size(); i++) {
            Object seed = i >= first && i - first < seeds.size() ? seeds.get(i - first) : null;
            add(spec.list(), values.of(elements.get(i)), seed, i < first);
        }
    }

    private void add(ListSpec spec, Values element, Object seed, boolean isSheet) {
        Optional<FileSource> source = source(spec, element);
        if (source.isEmpty()) {
            values.warn("A file of the payload's " + field + " has no address or content that can be used.");
            return;
        }
        if (files.size() >= maxFiles) {
            throw new AdapterException(
                    "too_many_files",
                    "The payload has more than " + maxFiles + " " + field + ": see runfolio.event.max-assets.");
        }
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("kind", kind(spec, element, source.get()));
        file.put(
                source.get().isRemote() ? "source_url" : "source_path",
                source.get().location());
        String role = field.equals("inputs") ? "reference" : isSheet ? "contact sheet" : "output";
        file.put("role", element.text(field + ".role", spec.field("role")).orElse(role));
        element.text(field + ".filename", spec.field("filename"))
                .ifPresent(text -> file.put("original_filename", text));
        expires(spec, element, source.get()).ifPresent(time -> file.put("expires_at", time));
        Object own = spec.field("seed")
                .first(element.scope())
                .filter(Values::isPresent)
                .orElse(seed);
        if (own != null && !(own instanceof Map) && !(own instanceof List)) {
            file.put("metadata", Map.of("seed", own));
        }
        files.add(file);
    }

    private Optional<FileSource> source(ListSpec spec, Values element) {
        return FileSource.ofUrl(spec.field("url").first(element.scope()))
                .or(() -> FileSource.ofBase64(
                        spec.field("base64").first(element.scope()), element.text(field + ".mime", spec.field("mime"))))
                .or(() -> FileSource.ofPath(spec.field("path").first(element.scope())));
    }

    private String kind(ListSpec spec, Values element, FileSource source) {
        return element.text(field + ".kind", spec.field("kind"))
                .filter(word -> AssetKind.of(word).isPresent())
                .or(() -> element.text(field + ".mime", spec.field("mime")).flatMap(FileMapper::kindOf))
                .or(() -> element.text(field + ".filename", spec.field("filename"))
                        .flatMap(MediaNames::kindOfName))
                .or(source::kind)
                .orElse("image");
    }

    /** Returns the kind of a media type such as {@code image/png}. */
    private static Optional<String> kindOf(String type) {
        int slash = type.indexOf('/');
        return slash < 0
                ? Optional.empty()
                : Optional.of(type.substring(0, slash).toLowerCase(Locale.ROOT))
                        .filter(word -> AssetKind.of(word).isPresent());
    }

    private Optional<String> expires(ListSpec spec, Values element, FileSource source) {
        if (!source.isRemote()) {
            return Optional.empty();
        }
        return element.time(field + ".expires-at", spec.field("expires-at")).or(() -> expiry.map(ProviderTime::text));
    }
}

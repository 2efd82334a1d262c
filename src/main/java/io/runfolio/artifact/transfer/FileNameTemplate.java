package io.runfolio.artifact.transfer;

import io.runfolio.artifact.ArtifactFacts;
import io.runfolio.artifact.Variant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Template for the names of exported files, such as {@code {run_id}_{position}_{model}.{ext}}.
 *
 * <p>Words in braces are replaced by facts of the artifact; {@code /} separates folders. Every name is safe on every
 * system: letters, digits, {@code . _ -}, no leading dot, no device name of Windows, at most {@value #MAX_NAME_LENGTH}
 * characters.
 */
public final class FileNameTemplate {
    private static final String DEFAULT = "{run_id}_{position}_{model}.{ext}";
    private static final int MAX_NAME_LENGTH = 150;
    private static final Pattern WORD = Pattern.compile("\\{([^{}]*)\\}");
    private static final Pattern UNSAFE = Pattern.compile("[^\\p{L}\\p{M}\\p{N}._-]+");
    private static final Pattern DEVICE =
            Pattern.compile("(con|prn|aux|nul|com\\d|lpt\\d)(\\..*)?", Pattern.CASE_INSENSITIVE);
    private static final String EXTENSION = ".{ext}";
    private static final Set<String> KNOWN = Set.of(
            "run_id",
            "artifact_id",
            "position",
            "model",
            "class",
            "type",
            "date",
            "status",
            "project",
            "preset",
            "seed",
            "group");

    private final String template;

    private FileNameTemplate(String template) {
        this.template = template;
    }

    /** Returns {@value #DEFAULT}. */
    public static FileNameTemplate defaultTemplate() {
        return of(DEFAULT);
    }

    /**
     * Returns a template. The extension is always that of the file; {@code .{ext}} at the end may be left out.
     *
     * @throws TransferException with the code {@code bad_template} if a word is not known, or nothing is left of a name
     */
    public static FileNameTemplate of(String text) {
        String template = text.endsWith(EXTENSION) ? text.substring(0, text.length() - EXTENSION.length()) : text;
        Matcher words = WORD.matcher(template);
        Set<String> unknown = new HashSet<>();
        while (words.find()) {
            if (!KNOWN.contains(words.group(1))) {
                unknown.add(words.group(1));
            }
        }
        if (!unknown.isEmpty() || template.isBlank()) {
            throw new TransferException(
                    "bad_template",
                    "The name template \"" + text + "\" cannot be used; words in braces are "
                            + KNOWN.stream().sorted().collect(Collectors.joining(", ")) + ", and ext at the end.");
        }
        return new FileNameTemplate(template);
    }

    /** Returns an artifact's path without extension, with {@code /} between folders. */
    String stem(Variant variant) {
        Map<String, Object> facts = ArtifactFacts.of(variant.run(), variant.artifact());
        String filled = WORD.matcher(template)
                .replaceAll(word -> Matcher.quoteReplacement(safe(value(word.group(1), variant, facts))));
        List<String> parts = Arrays.stream(filled.split("/"))
                .filter(part -> !part.isBlank())
                .map(FileNameTemplate::part)
                .toList();
        return parts.isEmpty() ? variant.artifact().record().id() : String.join("/", parts);
    }

    private static String value(String word, Variant variant, Map<String, Object> facts) {
        Object value =
                switch (word) {
                    case "run_id" -> variant.run().runId();
                    case "artifact_id" -> variant.artifact().record().id();
                    case "position" ->
                        String.format(Locale.ROOT, "%02d", variant.artifact().position());
                    case "class" -> variant.artifact().record().artifactClass();
                    case "type" -> variant.artifact().record().artifactType();
                    case "date" ->
                        variant.run()
                                .createdAt()
                                .substring(
                                        0,
                                        Math.min(10, variant.run().createdAt().length()));
                    case "project" -> variant.run().sourceContext().projectName();
                    case "group" -> variant.artifact().record().metadata().get("variantGroup");
                    default -> facts.get(word);
                };
        return Objects.toString(value, "none");
    }

    private static String safe(String value) {
        return UNSAFE.matcher(value).replaceAll("_");
    }

    private static String part(String text) {
        String safe = safe(text);
        String cut = safe.substring(0, Math.min(safe.length(), MAX_NAME_LENGTH));
        String plain = cut.replaceAll("^\\.++|(?<!\\.)\\.++$", "_");
        return DEVICE.matcher(plain).matches() ? "_" + plain : plain;
    }
}

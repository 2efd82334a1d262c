package io.runfolio.media.generation;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parser of the text that AUTOMATIC1111's web UI and its descendants write.
 *
 * <p>It consists of the prompt, {@code Negative prompt:} with its text, and a last line of {@code Name: value} pairs
 * that starts with the steps.
 */
final class Automatic1111Text {
    private static final String NEGATIVE = "Negative prompt:";
    /** Characters of the last line that are parsed. */
    private static final int MAX_PAIRS = 16_384;
    // possessive, because a greedy repeated alternative recurses once per character
    private static final Pattern PAIR =
            Pattern.compile("([A-Za-z][\\w \\-/]{0,60}): (\"(?:[^\"\\\\]|\\\\.){0,5000}+\"|[^,]{0,500})(?:,|$)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,6})x(\\d{1,6})");
    private static final Map<String, String> KEYS = Map.of(
            "steps", "steps",
            "sampler", "sampler",
            "cfg scale", "cfg_scale",
            "seed", "seed",
            "model", "model",
            "model hash", "model_hash",
            "schedule type", "scheduler",
            "denoising strength", "denoising_strength");

    private Automatic1111Text() {}

    /**
     * Parses a text; empty if it has another form.
     *
     * @param named whether the keyword identifies it, so that it may be a prompt without pairs
     */
    static Optional<Map<String, Object>> parse(String text, boolean named) {
        int last = text.startsWith("Steps: ") ? 0 : text.lastIndexOf("\nSteps: ");
        if (last < 0) {
            last = lastLineOfPairs(text);
        }
        if (last < 0) {
            if (text.isBlank() || !named && !text.contains("\n" + NEGATIVE)) {
                return Optional.empty();
            }
            last = text.length();
        }
        String prompts = text.substring(0, last);
        GenerationFields generationFields = new GenerationFields("automatic1111");
        int negative = prompts.startsWith(NEGATIVE) ? 0 : prompts.indexOf("\n" + NEGATIVE);
        if (negative >= 0) {
            generationFields.text("prompt", prompts.substring(0, negative));
            generationFields.text(
                    "negative_prompt", prompts.substring(prompts.indexOf(NEGATIVE, negative) + NEGATIVE.length()));
        } else {
            generationFields.text("prompt", prompts);
        }
        Matcher pairs = PAIR.matcher(start(text.substring(last)).strip());
        while (pairs.find()) {
            pair(
                    generationFields,
                    pairs.group(1).strip().toLowerCase(Locale.ROOT),
                    unquoted(pairs.group(2).strip()));
        }
        return generationFields.toMap();
    }

    /** Returns the start of a last line with two known pairs, or one at its start; else -1. */
    private static int lastLineOfPairs(String text) {
        int start = text.stripTrailing().lastIndexOf('\n');
        String line = start(text.substring(start + 1)).strip();
        Matcher pairs = PAIR.matcher(line);
        int known = 0;
        boolean first = false;
        while (pairs.find()) {
            String name = pairs.group(1).strip().toLowerCase(Locale.ROOT);
            if (KEYS.containsKey(name) || name.equals("size")) {
                known++;
                first |= pairs.start() == 0;
            }
        }
        return first && (known > 1 || start >= 0) ? Math.max(0, start) : -1;
    }

    /** Limits the text, because the pattern rescans it after each mismatch. */
    private static String start(String pairs) {
        return pairs.substring(0, Math.min(MAX_PAIRS, pairs.length()));
    }

    private static void pair(GenerationFields generationFields, String name, String value) {
        Matcher size = SIZE.matcher(value);
        if (name.equals("size") && size.matches()) {
            generationFields.number("width", size.group(1)).number("height", size.group(2));
        } else if (name.equals("steps")
                || name.equals("seed")
                || name.equals("cfg scale")
                || name.equals("denoising strength")) {
            generationFields.number(KEYS.get(name), value);
        } else if (KEYS.containsKey(name)) {
            generationFields.text(KEYS.get(name), value);
        }
    }

    private static String unquoted(String value) {
        return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1).replace("\\\"", "\"")
                : value;
    }
}

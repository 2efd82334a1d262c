package io.runfolio.bundle;

import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Writes {@code notes.md}: the run for people. */
final class Notes {
    private static final Pattern BREAKS = Pattern.compile("[\\n\\t\\u2028\\u2029]+");
    private static final Pattern RETURNS = Pattern.compile("\\r\\n?");
    private static final Pattern MOVERS =
            Pattern.compile("[\\p{Cntrl}&&[^\\n\\t]]|[\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]");

    /** Matches the beginning of a tag, a comment or a link in angle brackets. */
    private static final Pattern HTML = Pattern.compile("<(?=[A-Za-z/!?])");

    private final List<String> lines = new ArrayList<>();

    private Notes() {}

    static String of(RunArtifact run, RunManifest manifest) {
        Notes notes = new Notes();
        notes.bullets(run, manifest);
        notes.section("Prompt", manifest.promptSummary());
        notes.list("Warnings", run.warnings());
        notes.list("Errors", run.errors());
        notes.section(
                "Notes",
                given(run.notes()).or(() -> given(run.sourceContext().notes())).orElse(null));
        return strip(String.join("\n", notes.lines)) + "\n";
    }

    private void bullets(RunArtifact run, RunManifest manifest) {
        lines.add("# " + run.runId());
        lines.add("");
        code("Status", run.status());
        code("Model", run.modelKey());
        code("Created", run.createdAt());
        lines.add(
                run.taskMode() == null
                        ? "- Task mode: unknown"
                        : bullet("Task mode", run.taskMode().word()));
        lines.add(given(run.providerTrace().taskId())
                .map(id -> bullet("Task ID", id))
                .orElse("- Task ID: not available"));
        code("Outputs", String.valueOf(manifest.outputCount()));
        given(run.sourceContext().projectName()).ifPresent(name -> code("Project", name));
        given(run.sourceContext().sourceUser()).ifPresent(name -> code("Source user", name));
        given(run.sourceContext().sourceChannel()).ifPresent(name -> code("Source channel", name));
        if (!run.tags().isEmpty()) {
            lines.add("- Tags: " + escaped(oneLine(String.join(", ", run.tags()))));
        }
    }

    private void code(String name, String value) {
        lines.add(bullet(name, value));
    }

    private static String bullet(String name, String value) {
        // a grave accent would end the code
        return "- " + name + ": `" + (value == null ? null : oneLine(value).replace('`', '\'')) + "`";
    }

    private void section(String heading, String text) {
        if (given(text).isPresent()) {
            heading(heading);
            lines.add(escaped(visible(strip(text))));
        }
    }

    private void list(String heading, List<String> sentences) {
        if (!sentences.isEmpty()) {
            heading(heading);
            sentences.forEach(sentence -> lines.add("- " + escaped(oneLine(sentence))));
        }
    }

    private void heading(String words) {
        lines.add("");
        lines.add("## " + words);
        lines.add("");
    }

    /** Words from outside are kept on their own line, or they could forge others. */
    private static String oneLine(String text) {
        return text == null ? null : BREAKS.matcher(visible(text)).replaceAll(" ");
    }

    /** Keeps what looks like HTML as text wherever the notes are shown as a page. */
    private static String escaped(String text) {
        return text == null ? null : HTML.matcher(text).replaceAll("&lt;");
    }

    /** Takes out what moves a cursor or turns text around; line breaks and tabs stay. */
    private static String visible(String text) {
        return MOVERS.matcher(RETURNS.matcher(text).replaceAll("\n")).replaceAll("");
    }

    private static Optional<String> given(String text) {
        return Optional.ofNullable(text).filter(value -> !value.isEmpty());
    }

    /** Cuts white space off both ends, by the same measure as the prompt's summary. */
    private static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && PromptSummary.isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && PromptSummary.isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }
}

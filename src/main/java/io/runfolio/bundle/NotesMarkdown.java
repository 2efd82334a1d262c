package io.runfolio.bundle;

import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Builds {@code notes.md}, the summary of a run for people. */
public final class NotesMarkdown {
    private static final Pattern BREAKS = Pattern.compile("[\\n\\t\\u2028\\u2029]+");
    private static final Pattern RETURNS = Pattern.compile("\\r\\n?");
    private static final Pattern MOVERS =
            Pattern.compile("[\\p{Cntrl}&&[^\\n\\t]]|[\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]");

    /** Matches the beginning of a tag, a comment or a link in angle brackets. */
    private static final Pattern HTML = Pattern.compile("<(?=[A-Za-z/!?])");

    private final List<String> lines = new ArrayList<>();

    private NotesMarkdown() {}

    /** Returns the file of a run. */
    public static String of(RunArtifact run, RunManifest manifest) {
        NotesMarkdown notesMarkdown = new NotesMarkdown();
        notesMarkdown.bullets(run, manifest);
        notesMarkdown.section("Prompt", manifest.promptSummary());
        notesMarkdown.list("Warnings", run.warnings());
        notesMarkdown.list("Errors", run.errors());
        notesMarkdown.section(
                "Notes",
                given(run.notes()).or(() -> given(run.sourceContext().notes())).orElse(null));
        return strip(String.join("\n", notesMarkdown.lines)) + "\n";
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
                        : bullet("Task mode", run.taskMode().jsonName()));
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
        // a grave accent would end the code span
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

    /** Folds a foreign text into one line, so that it cannot forge others. */
    private static String oneLine(String text) {
        return text == null ? null : BREAKS.matcher(visible(text)).replaceAll(" ");
    }

    /** Escapes HTML, so that it stays text when the notes are rendered. */
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

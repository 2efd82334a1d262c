package io.runfolio.cli.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.cli.output.Terminal;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Shows the steps of a run while it goes on.
 *
 * <p>On a terminal each step is a line, drawn over the last one; else each change is a line.
 */
final class RunProgress {
    private static final String UP = "\u001b[%dA";
    private static final String CLEAR_LINE = "\u001b[K";

    private final PrintWriter out;
    private final boolean isTerminal;
    private final int columns;
    private final Map<String, String> shown = new HashMap<>();
    private int drawnLines;

    /** @param columns width of the terminal */
    RunProgress(PrintWriter out, boolean isTerminal, int columns) {
        this.out = out;
        this.isTerminal = isTerminal;
        this.columns = columns;
    }

    /** Shows a state of the run. */
    void show(JsonNode run, Instant now) {
        if (isTerminal) {
            draw(lines(run, now));
        } else {
            print(run, now);
        }
        out.flush();
    }

    private void draw(List<String> lines) {
        if (drawnLines > 0) {
            out.printf(UP, drawnLines);
        }
        lines.forEach(line -> out.print(line + CLEAR_LINE + "\n"));
        for (int i = lines.size(); i < drawnLines; i++) {
            out.print(CLEAR_LINE + "\n");
        }
        drawnLines = Math.max(drawnLines, lines.size());
    }

    private void print(JsonNode run, Instant now) {
        for (JsonNode step : run.path("steps")) {
            String id = step.path("id").asText();
            String state = step.path("state").asText() + step.path("attempt").asText();
            boolean isNews = !state.equals(shown.put(id, state))
                    && !step.path("state").asText().equals("pending");
            if (isNews) {
                out.println("step " + line(step, now, 0));
            }
        }
        String state = run.path("state").asText();
        if (!state.equals(shown.put("", state))) {
            out.println("run " + state);
        }
    }

    private List<String> lines(JsonNode run, Instant now) {
        int width = 0;
        for (JsonNode step : run.path("steps")) {
            width = Math.max(width, step.path("id").asText().length());
        }
        List<String> lines = new ArrayList<>();
        for (JsonNode step : run.path("steps")) {
            lines.add(cut(line(step, now, width)));
        }
        lines.add(cut("run  " + run.path("state").asText()));
        return lines;
    }

    private static String line(JsonNode step, Instant now, int width) {
        String id = Terminal.printable(step.path("id").asText());
        String state = step.path("state").asText();
        int attempt = step.path("attempt").asInt();
        return id + " ".repeat(Math.max(0, width - id.length())) + "  " + state + duration(step, state, now)
                + (attempt > 1 ? ", attempt " + attempt : "") + detail(step);
    }

    private static String detail(JsonNode step) {
        String message = step.path("error").path("message").asText("");
        if (!message.isEmpty()) {
            return ": " + Terminal.printable(message);
        }
        String child = step.path("childRunId").asText("");
        return child.isEmpty() || child.equals("null") ? "" : ", run " + child;
    }

    private static String duration(JsonNode step, String state, Instant now) {
        if (step.path("durationMs").isIntegralNumber()) {
            return " in " + seconds(step.path("durationMs").longValue());
        }
        if (!state.equals("running") || !step.path("startedAt").isTextual()) {
            return "";
        }
        try {
            Instant start = Instant.parse(step.path("startedAt").textValue());
            return " for " + seconds(Math.max(0, Duration.between(start, now).toMillis()));
        } catch (DateTimeParseException e) {
            return "";
        }
    }

    static String seconds(long millis) {
        return millis < 60_000
                ? String.format(Locale.ROOT, "%.1f s", millis / 1000.0)
                : millis / 60_000 + " min " + millis / 1000 % 60 + " s";
    }

    private String cut(String line) {
        return line.length() < columns ? line : line.substring(0, columns - 2) + "…";
    }
}

package io.runfolio.cli.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.cli.output.Terminal;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Prints a workflow run for people: facts, steps and costs. */
record RunReport(PrintWriter out) {
    void print(JsonNode run) {
        out.println(text(run, "id"));
        out.println();
        List<List<String>> rows = new ArrayList<>();
        row(rows, "state", text(run, "state"));
        row(rows, "template", text(run, "templateId") + " " + text(run, "templateVersion"));
        row(rows, "attempt", run.path("attempt").asInt() > 1 ? text(run, "attempt") : "");
        row(rows, "queued", text(run, "queuedAt"));
        row(rows, "waited", millis(run, "queueWaitMs"));
        row(rows, "duration", millis(run, "durationMs"));
        row(rows, "parent", text(run, "parentRunId"));
        row(rows, "child runs", texts(run, "childRunIds"));
        row(rows, "made from", texts(run, "sourceArtifactIds"));
        row(rows, "artifacts", texts(run, "artifactIds"));
        row(rows, "waits for a decision on", text(run.path("gate"), "artifactId"));
        row(rows, "error", text(run.path("error"), "message"));
        row(rows, "cost", cost(run.path("costs")));
        Terminal.wrappedTable(out, List.of("", ""), rows);
        steps(run.path("steps"));
        costs(run.path("costs").path("entries"));
    }

    private void steps(JsonNode steps) {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode step : steps) {
            String detail = text(step.path("error"), "message");
            rows.add(List.of(
                    text(step, "id"),
                    text(step, "kind"),
                    text(step, "state"),
                    millis(step, "durationMs"),
                    detail.isEmpty() ? text(step, "childRunId") + supplied(step) : detail));
        }
        out.println();
        Terminal.wrappedTable(out, List.of("STEP", "KIND", "STATE", "TIME", "DETAIL"), rows);
    }

    private static String supplied(JsonNode step) {
        return text(step, "state").equals("skipped") ? text(step, "artifactId") : "";
    }

    private void costs(JsonNode entries) {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode entry : entries) {
            rows.add(List.of(
                    text(entry, "step"),
                    text(entry, "model"),
                    text(entry, "quantity"),
                    text(entry, "unit"),
                    text(entry, "estimated"),
                    text(entry, "actual"),
                    text(entry, "status")));
        }
        if (!rows.isEmpty()) {
            out.println();
            Terminal.table(out, List.of("COST OF", "MODEL", "QUANTITY", "UNIT", "ESTIMATED", "ACTUAL", "STATUS"), rows);
        }
    }

    private static String cost(JsonNode costs) {
        String actual = text(costs, "actual");
        String estimated = text(costs, "estimated");
        String currency = " " + text(costs, "currency");
        return (actual.isEmpty() ? "" : actual + currency + (estimated.isEmpty() ? "" : ", "))
                + (estimated.isEmpty() ? "" : "estimated " + estimated + currency);
    }

    private static void row(List<List<String>> rows, String name, String value) {
        if (!value.isEmpty()) {
            rows.add(List.of(name, value));
        }
    }

    private static String texts(JsonNode run, String field) {
        List<String> texts = new ArrayList<>();
        run.path(field).forEach(one -> texts.add(one.asText()));
        return String.join(", ", texts);
    }

    private static String millis(JsonNode json, String field) {
        JsonNode millis = json.path(field);
        return millis.isIntegralNumber() ? RunProgress.seconds(millis.longValue()) : "";
    }

    /** Returns a value as text; the empty string if it is absent or null. */
    static String text(JsonNode json, String field) {
        JsonNode value = json.path(field);
        return value.isNull() ? "" : value.asText("");
    }
}

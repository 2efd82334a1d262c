package io.runfolio.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.WorkerHandle;
import io.runfolio.cli.output.LogSetup;
import io.runfolio.cli.output.Terminal;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.settings.LogSettings;
import io.runfolio.settings.RunfolioSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * Runs the sample workflow without a report, then with the report of the first run, and compares both. The keys of the
 * runs are fixed, so that a repeated demo shows the same runs.
 */
public final class WorkflowDemo {
    private static final String TEMPLATE = "generate-research-infographic";
    private static final Set<String> ENDS = Set.of("completed", "failed", "cancelled");
    private static final long LOOK_MILLIS = 100;

    private final SampleWorkflows samples;
    private final Path folder;
    private final PrintWriter out;

    /**
     * @param samples folder of the samples
     * @param folder folder of the demo
     */
    public WorkflowDemo(Path samples, Path folder, PrintWriter out) {
        this.samples = new SampleWorkflows(samples);
        this.folder = folder;
        this.out = out;
    }

    /** Returns the settings file of the samples, which must exist. */
    public Path settingsFile() {
        return samples.file();
    }

    /**
     * Runs the demo.
     *
     * @param overrides settings that count more than those of the samples
     * @return whether both runs have ended as they should
     */
    public boolean run(Map<String, String> overrides) throws Exception {
        Map<String, String> values = samples.prepare(folder.toAbsolutePath().normalize());
        values.putAll(overrides);
        RunfolioSettings settings = RunfolioSettings.from(values);
        LogSetup.configure(new LogSettings(LogSettings.Format.TEXT, LogSettings.Level.WARN));
        try (CamelContext context = new DefaultCamelContext()) {
            WorkerHandle worker = WorkerHandle.install(context, settings, Clock.systemUTC());
            context.start();
            return runs(new DemoClient(worker.httpPort().getAsInt()));
        }
    }

    private boolean runs(DemoClient client) {
        ObjectNode intake = DemoClient.object().put("topic", "tides");
        out.println("Running the workflows of " + samples.file().getParent() + " …");
        out.println();
        out.println("A poster about tides. No report is supplied, so one is written first:");
        JsonNode first = follow(client, client.start(TEMPLATE, intake, "demo-first"));
        String report = first.path("sourceReportArtifactId").asText();
        if (!isCompleted(first) || report.isEmpty()) {
            return false;
        }
        out.println();
        out.println("The same with the report " + report + ", which is supplied now:");
        ObjectNode supplied = intake.deepCopy().put("sourceReport", report);
        JsonNode second = follow(client, client.start(TEMPLATE, supplied, "demo-second"));
        compare(first, second);
        whereToLook(second);
        return isCompleted(second);
    }

    private static boolean isCompleted(JsonNode run) {
        return run.path("state").asText().equals("completed");
    }

    /** Prints the steps as they end, approves the artifact at the gate, and returns the ended run. */
    private JsonNode follow(DemoClient client, String runId) {
        Set<String> shown = new HashSet<>();
        print("  run " + runId);
        while (true) {
            JsonNode run = client.run(runId);
            run.path("steps").forEach(step -> show(step, shown));
            String state = run.path("state").asText();
            if (ENDS.contains(state)) {
                String message = run.path("error").path("message").asText("");
                print("  " + state + (message.isEmpty() ? "" : ": " + message));
                return run;
            }
            if (state.equals("review")) {
                approve(client, run.path("gate"), shown);
            }
            pause();
        }
    }

    private void approve(DemoClient client, JsonNode gate, Set<String> shown) {
        String artifactId = gate.path("artifactId").asText();
        boolean isOpen = client.artifact(artifactId)
                .filter(artifact -> artifact.path("status").asText().equals("review"))
                .isPresent();
        if (isOpen && shown.add("gate " + artifactId)) {
            print("  gate    " + gate.path("name").asText() + ": " + artifactId + " is approved");
            client.approve(artifactId);
        }
    }

    private void show(JsonNode step, Set<String> shown) {
        String state = step.path("state").asText();
        if (Set.of("completed", "failed", "skipped").contains(state)
                && shown.add(step.path("id").asText() + state)) {
            print("  " + step.path("id").asText() + "  " + step.path("name").asText() + ": " + outcome(step));
        }
    }

    private static String outcome(JsonNode step) {
        String state = step.path("state").asText();
        return switch (state) {
            case "skipped" -> "skipped, " + step.path("artifactId").asText() + " is supplied";
            case "completed" ->
                "completed in " + step.path("durationMs").asLong() + " ms"
                        + (step.path("childRunId").isTextual()
                                ? " as run " + step.path("childRunId").asText()
                                : "");
            default -> state + ": " + step.path("error").path("message").asText();
        };
    }

    private void compare(JsonNode first, JsonNode second) {
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < first.path("steps").size(); i++) {
            JsonNode one = first.path("steps").path(i);
            JsonNode other = second.path("steps").path(i);
            rows.add(List.of(
                    one.path("name").asText(),
                    one.path("state").asText(),
                    other.path("state").asText()));
        }
        rows.add(row("child runs", "childRunIds", first, second));
        rows.add(row("source artifacts", "sourceArtifactIds", first, second));
        rows.add(List.of("cost, in dollars", cost(first), cost(second)));
        out.println();
        Terminal.table(out, List.of("", "NO REPORT", "WITH A REPORT"), rows);
    }

    private static List<String> row(String title, String field, JsonNode... runs) {
        return Stream.concat(
                        Stream.of(title),
                        Stream.of(runs)
                                .map(run -> String.valueOf(run.path(field).size())))
                .toList();
    }

    private static String cost(JsonNode run) {
        JsonNode actual = run.path("costs").path("actual");
        return actual.isNumber() ? actual.decimalValue().toPlainString() : "0";
    }

    private void whereToLook(JsonNode run) {
        String bundle = run.path("bundleRunIds").path(0).asText();
        Path here = Path.of("").toAbsolutePath();
        Path shown = folder.toAbsolutePath().startsWith(here) ? here.relativize(folder.toAbsolutePath()) : folder;
        out.println();
        out.println("Where to look next:");
        out.println("  " + shown + "/outputs/<day>/" + bundle + "/");
        out.println("      original/output_01.png    the poster");
        out.println("      logs/steps.jsonl          all that has happened in its run");
        out.println("  " + shown + "/runs/" + run.path("id").asText() + "/specification.json");
        out.println("      what the run was to do");
        out.println("  bin/runfolio worker --http --config samples/workflows/application.properties");
        out.println("      the gallery with a form for new runs, at http://127.0.0.1:8080");
        out.flush();
    }

    private void print(String line) {
        out.println(line);
        out.flush();
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("The demo was interrupted", e);
        }
    }
}

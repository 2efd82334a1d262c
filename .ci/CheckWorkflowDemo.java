import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** Checks what the demo of workflows left on disk, with plain JSON and none of the project's own code. */
public class CheckWorkflowDemo {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String INFOGRAPHIC = "generate-research-infographic";
    private static final String REPORT = "generate-research-report";

    private static int checks;

    /** A run of the runs folder: its specification and the entries of its ledger. */
    private record Run(String id, JsonNode specification, List<JsonNode> ledger) {
        List<JsonNode> entries(String type) {
            return ledger.stream()
                    .filter(entry -> entry.get("type").asText().equals(type))
                    .toList();
        }

        String template() {
            return specification.at("/template/id").asText();
        }

        boolean isSkipped() {
            return !entries("step.skipped").isEmpty();
        }
    }

    public static void main(String[] arguments) throws Exception {
        Path demo = Path.of(arguments[0]);
        List<Run> runs = runs(demo.resolve("runs"));
        Run first = only(runs, run -> run.template().equals(INFOGRAPHIC) && !run.isSkipped());
        Run second = only(runs, run -> run.template().equals(INFOGRAPHIC) && run.isSkipped());
        Run child = only(runs, run -> run.template().equals(REPORT));
        demand(runs.size() == 3, "two runs and one child run, and no more: " + runs.size());
        for (Run run : runs) {
            demand(last(run).equals("run.completed"), run.id() + " is completed: " + last(run));
            demand(run.entries("run.bundled").size() == 1, run.id() + " has one bundle");
        }
        demand(steps(first, "step.completed").equals(Set.of("step-1", "step-2", "step-3", "step-4")), "four steps");
        demand(steps(second, "step.completed").equals(Set.of("step-2", "step-3", "step-4")), "three steps");
        demand(steps(second, "step.skipped").equals(Set.of("step-1")), "step 1 is skipped");
        demand(first.entries("child.started").size() == 1, "one child run");
        demand(
                first.entries("child.started")
                        .get(0)
                        .at("/data/childRunId")
                        .asText()
                        .equals(child.id()),
                "the child");
        demand(second.entries("child.started").isEmpty(), "no child run with a supplied report");
        demand(output(first, "step-2").equals(output(second, "step-2")), "both layouts are the same");
        for (Run run : List.of(first, second)) {
            demand(run.entries("gate.passed").size() == 2, run.id() + " has passed both gates");
        }
        JsonNode one = bundle(demo, first);
        JsonNode other = bundle(demo, second);
        demand(one.get("sourceReport").equals(other.get("sourceReport")), "both posters are from the same report");
        demand(one.get("sha256").equals(other.get("sha256")), "both posters have the same pixels");
        demand(
                child.entries("artifact.created").get(0).at("/data/artifactId").equals(one.get("sourceReport")),
                "report");
        System.out.println(checks + " checks passed on " + runs.size() + " runs");
    }

    /** Returns what is compared of a bundle, after its own checks. */
    private static JsonNode bundle(Path demo, Run run) throws Exception {
        Path bundle = demo.resolve("outputs")
                .resolve(run.entries("run.bundled").get(0).at("/data/runPath").asText());
        JsonNode record = JSON.readTree(bundle.resolve("run.json").toFile());
        JsonNode workflow = record.at("/source_metadata/runfolio/workflow");
        demand(workflow.get("run_id").asText().equals(run.id()), bundle + " names its workflow run");
        demand(workflow.get("template_id").asText().equals(INFOGRAPHIC), bundle + " names its template");
        demand(workflow.get("template_hash").asText().length() == 64, bundle + " has the checksum of its template");
        JsonNode asset = record.get("outputs").get(0);
        BufferedImage poster =
                ImageIO.read(bundle.resolve(asset.get("relative_path").asText()).toFile());
        demand(poster.getWidth() == 1200 && poster.getHeight() > 1000, "the poster is complete: " + poster.getHeight());
        demand(Files.size(bundle.resolve("logs/steps.jsonl")) > 0, bundle + " has the ledger of its steps");
        JsonNode artifact =
                JSON.readTree(bundle.resolve("artifacts.json").toFile()).get(0);
        demand(artifact.get("artifactType").asText().equals("infographic"), "an infographic");
        JsonNode ledger = JSON.readTree(lastLine(bundle.resolve("ledger.jsonl")));
        demand(ledger.toString().contains("approve"), bundle + " is approved");
        return JSON.createObjectNode()
                .put("sha256", asset.get("sha256").asText())
                .put("sourceReport", artifact.get("sourceReportArtifactId").asText());
    }

    private static List<Run> runs(Path folder) throws Exception {
        List<Run> runs = new ArrayList<>();
        try (Stream<Path> folders = Files.list(folder)) {
            for (Path run : folders.filter(one -> one.getFileName().toString().startsWith("run-"))
                    .sorted()
                    .toList()) {
                List<JsonNode> ledger = new ArrayList<>();
                for (String line : Files.readAllLines(run.resolve("ledger.jsonl"))) {
                    ledger.add(JSON.readTree(line));
                }
                JsonNode specification =
                        JSON.readTree(run.resolve("specification.json").toFile());
                runs.add(new Run(run.getFileName().toString(), specification, ledger));
            }
        }
        return runs;
    }

    private static Run only(List<Run> runs, java.util.function.Predicate<Run> wanted) {
        List<Run> found = runs.stream().filter(wanted).toList();
        demand(
                found.size() == 1,
                "one run of its kind, found " + found.stream().map(Run::id).toList());
        return found.get(0);
    }

    /** Returns the last entry that is not about the bundle. */
    private static String last(Run run) {
        return run.ledger().stream()
                .map(entry -> entry.get("type").asText())
                .filter(type -> type.startsWith("run.") && !type.equals("run.bundled") && !type.equals("run.submitted"))
                .reduce((one, next) -> next)
                .orElse("none");
    }

    private static Set<String> steps(Run run, String type) {
        Set<String> steps = new TreeSet<>();
        run.entries(type).forEach(entry -> steps.add(entry.at("/data/step").asText()));
        return steps;
    }

    private static JsonNode output(Run run, String step) {
        return run.entries("step.completed").stream()
                .filter(entry -> entry.at("/data/step").asText().equals(step))
                .findFirst()
                .orElseThrow()
                .at("/data/output/json");
    }

    private static String lastLine(Path file) throws Exception {
        List<String> lines = Files.readAllLines(file);
        return lines.get(lines.size() - 1);
    }

    private static void demand(boolean holds, String what) {
        checks++;
        if (!holds) {
            System.err.println("NOT SO: " + what);
            System.exit(1);
        }
    }
}

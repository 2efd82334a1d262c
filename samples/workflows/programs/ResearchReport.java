import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Answers a research report from the notes in a file. The argument is the folder of the notes. */
public class ResearchReport {
    private static final ObjectMapper JSON = new ObjectMapper();

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        JsonNode request = JSON.readTree(System.in);
        String topic =
                request.at("/intake/topic").asText().toLowerCase(Locale.ROOT).strip();
        Path notes = folder.resolve(topic + ".md").normalize();
        if (!notes.startsWith(folder.normalize()) || !Files.isRegularFile(notes)) {
            System.err.println("There are no notes about " + topic + ": the topics are " + topics(folder));
            System.exit(1);
        }
        ObjectNode answer = JSON.createObjectNode();
        ObjectNode report =
                report(Files.readAllLines(notes), request.at("/intake/sections").asInt(4));
        answer.put("text", report.get("summary").asText());
        answer.set("json", report);
        ObjectNode cost = answer.putArray("costs").addObject();
        cost.put("provider", "sample").put("operation", "report.write").put("model", "notes");
        cost.put("quantity", 1).put("unit", "report").put("unitPrice", 0.02).put("actual", 0.02);
        System.out.println(JSON.writeValueAsString(answer));
    }

    private static ObjectNode report(List<String> lines, int maxSections) {
        ObjectNode report = JSON.createObjectNode().put("type", "research-report");
        report.put("title", "").put("summary", "");
        ArrayNode sections = report.putArray("sections");
        ArrayNode sources = report.putArray("sources");
        ObjectNode section = null;
        boolean inSources = false;
        for (String line : lines) {
            if (line.startsWith("# ")) {
                report.put("title", line.substring(2));
            } else if (line.equals("## Sources")) {
                inSources = true;
            } else if (line.startsWith("## ")) {
                section = JSON.createObjectNode()
                        .put("heading", line.substring(3))
                        .put("body", "");
                if (sections.size() < maxSections) {
                    sections.add(section);
                }
            } else if (inSources && line.startsWith("- ")) {
                sources.add(line.substring(2));
            } else if (!inSources && !line.isBlank()) {
                ObjectNode target = section == null ? report : section;
                String field = section == null ? "summary" : "body";
                target.put(field, (target.get(field).asText() + " " + line).strip());
            }
        }
        return report;
    }

    private static List<String> topics(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString().replaceFirst("\\.md$", ""))
                    .sorted()
                    .toList();
        }
    }
}

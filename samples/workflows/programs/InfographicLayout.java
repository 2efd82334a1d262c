import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Answers the text and the order of the parts of a poster about a report. */
public class InfographicLayout {
    private static final ObjectMapper JSON = new ObjectMapper();

    public static void main(String[] arguments) throws Exception {
        JsonNode request = JSON.readTree(System.in);
        JsonNode report = request.get("input");
        ObjectNode layout = JSON.createObjectNode();
        layout.put("title", report.get("title").asText());
        layout.put("summary", report.get("summary").asText());
        layout.put("palette", request.at("/intake/palette").asText("ocean"));
        ArrayNode panels = layout.putArray("panels");
        int number = 1;
        for (JsonNode section : report.get("sections")) {
            panels.addObject()
                    .put("number", number++)
                    .put("heading", section.get("heading").asText())
                    .put("body", section.get("body").asText());
        }
        layout.put("footer", String.join(" · ", sources(report)));
        ObjectNode answer = JSON.createObjectNode();
        answer.put(
                "text",
                "A poster, " + layout.get("palette").asText() + " colors, " + panels.size() + " numbered panels: "
                        + layout.get("title").asText());
        answer.set("json", layout);
        System.out.println(JSON.writeValueAsString(answer));
    }

    private static List<String> sources(JsonNode report) {
        List<String> sources = new ArrayList<>();
        report.path("sources")
                .forEach(source -> sources.add(
                        source.isTextual()
                                ? source.asText()
                                : source.path("title").asText()));
        return sources;
    }
}

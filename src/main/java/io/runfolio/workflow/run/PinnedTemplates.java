package io.runfolio.workflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.coordination.EventLocks;
import io.runfolio.files.AppendFile;
import io.runfolio.workflow.template.Template;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code templates.jsonl}: checksum of each template version at its first use. A version never changes, so that two
 * runs of one version are runs of the same steps. Thread-safe.
 */
final class PinnedTemplates {
    private final Map<String, String> checksums = new HashMap<>();
    private final AppendFile file;

    PinnedTemplates(RunsLayout layout, EventLocks locks) {
        file = new AppendFile(layout.templates(), () -> locks.hold("workflow templates"), true, new Lines());
    }

    /** Returns why a template cannot be used: its version was used with another content. */
    Optional<String> problem(Template template) {
        String first = file.query(() -> checksums.get(key(template.id(), template.version())));
        return first == null || first.equals(template.sha256())
                ? Optional.empty()
                : Optional.of("the template " + template.id() + " has changed since its version " + template.version()
                        + " was first used: give it a new version, or restore the file");
    }

    /** Records the checksum of a template at its first use. */
    void pin(Template template) {
        file.append(() ->
                checksums.containsKey(key(template.id(), template.version())) ? List.of() : List.of(line(template)));
    }

    private static String line(Template template) {
        ObjectNode line = LedgerLines.JSON.createObjectNode();
        line.put("id", template.id());
        line.put("version", template.version());
        line.put("sha256", template.sha256());
        return line.toString();
    }

    private static String key(String id, String version) {
        return id + "\n" + version;
    }

    private final class Lines implements AppendFile.Listener {
        @Override
        public void reset() {
            checksums.clear();
        }

        @Override
        public boolean line(long offset, byte[] line) {
            try {
                JsonNode json = LedgerLines.JSON.readTree(line);
                checksums.putIfAbsent(
                        key(json.path("id").asText(), json.path("version").asText()),
                        json.path("sha256").asText());
                return true;
            } catch (IOException e) {
                return false;
            }
        }

        @Override
        public void quarantined(long from, long bytes, Path quarantine) {}
    }
}

package io.runfolio.announce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.artifact.ReviewLogEntry;
import io.runfolio.json.RecordMapper;
import io.runfolio.run.RunIndexEntry;
import java.time.Instant;

/** Writes announcements as CloudEvents. The same bundle or decision gives the same event each time. */
final class AnnouncementEvents {
    /** Type of the announcement of a sealed bundle. */
    static final String SEALED = "runfolio.bundle.sealed";

    /** Type of the announcement of a decision on an artifact. */
    static final String DECIDED = "runfolio.artifact.decided";

    private final String source;

    AnnouncementEvents(String source) {
        this.source = source;
    }

    /** Returns the event of a sealed bundle; its data are the line of the index. */
    String sealed(RunIndexEntry entry, Instant at) {
        return event(entry.runId() + "-0", SEALED, entry.runId(), at.toString(), RecordMapper.tree(entry));
    }

    /**
     * Returns the event of a decision.
     *
     * @param seq number of its line in the ledger, from 1
     */
    String decided(String runId, String runPath, long seq, ReviewLogEntry entry) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("run_id", runId);
        data.put("run_path", runPath);
        data.put("artifact_id", entry.artifactId());
        data.put("revision", entry.revision());
        data.put("decision", entry.action().word());
        data.put("by", entry.by());
        data.put("note", entry.note());
        return event(runId + "-" + seq, DECIDED, entry.artifactId(), entry.at(), data);
    }

    private String event(String id, String type, String subject, String time, JsonNode data) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("specversion", "1.0");
        event.put("id", id);
        event.put("source", source);
        event.put("type", type);
        event.put("subject", subject);
        event.put("time", time);
        event.put("datacontenttype", "application/json");
        event.set("data", data);
        return RecordMapper.line(event).strip();
    }
}

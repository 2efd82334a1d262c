package io.runfolio.artifact.transfer;

import io.runfolio.artifact.ArtifactFacts;
import io.runfolio.artifact.ReviewLogEntry;
import io.runfolio.artifact.Variant;
import io.runfolio.bundle.ArtifactRecord;
import io.runfolio.json.RecordMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON file with the provenance of an exported artifact. */
final class Sidecar {
    private Sidecar() {}

    /**
     * Returns the document.
     *
     * @param history the artifact's ledger entries
     */
    static byte[] of(Variant variant, List<ReviewLogEntry> history) {
        ArtifactRecord record = variant.artifact().record();
        Map<String, Object> sources = new LinkedHashMap<>();
        sources.put("artifact_ids", record.sourceArtifactIds());
        sources.put("report_artifact_id", record.sourceReportArtifactId());
        sources.put("template_id", record.templateId());
        sources.put("job_reference", record.jobReference());
        sources.put("inputs", variant.run().inputs());
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("artifact", RecordMapper.camelTree(record));
        document.put("facts", ArtifactFacts.all(variant.run(), variant.artifact()));
        document.put("review", variant.artifact().review());
        document.put("ledger", history);
        document.put("sources", sources);
        document.put("run_path", variant.runPath());
        document.put("run", variant.run());
        return RecordMapper.document(document);
    }
}

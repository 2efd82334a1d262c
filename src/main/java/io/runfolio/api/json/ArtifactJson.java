package io.runfolio.api.json;

import io.runfolio.api.ApiException;
import io.runfolio.api.content.BundleFiles;
import io.runfolio.api.content.RetentionJson;
import io.runfolio.artifact.ArtifactView;
import io.runfolio.artifact.ReviewProposal;
import io.runfolio.artifact.ReviewState;
import io.runfolio.bundle.ArtifactRecord;
import io.runfolio.catalog.Catalog.CatalogArtifact;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** JSON representation of an artifact. */
public final class ArtifactJson {
    private final MediaJson media;
    private final BundleFiles files;

    public ArtifactJson(MediaJson media, BundleFiles files) {
        this.media = media;
        this.files = files;
    }

    public Map<String, Object> of(CatalogArtifact artifact) {
        ArtifactView view = artifact.view();
        ArtifactRecord record = view.record();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", record.id());
        json.put("runId", record.runId());
        json.put("position", view.position());
        json.put("templateId", record.templateId());
        json.put("templateVersion", record.templateVersion());
        json.put("templateHash", record.templateHash());
        json.put("workflowRunId", record.workflowRunId());
        json.put("artifactClass", record.artifactClass());
        json.put("artifactType", record.artifactType());
        json.put("status", view.review().status());
        json.put("executionStatus", record.executionStatus());
        json.put("outputState", record.outputState());
        json.put("content", ContentJson.of(record, view.asset()));
        json.put("createdAt", record.createdAt());
        json.put("jobReference", record.jobReference());
        json.put("sourceArtifactIds", record.sourceArtifactIds());
        json.put("sourceReportArtifactId", record.sourceReportArtifactId());
        json.put("metadata", record.metadata());
        json.put("facts", artifact.facts());
        json.put("lifecycle", record.lifecycle());
        json.put("model", artifact.modelKey());
        json.put("runStatus", artifact.runStatus());
        json.put("runCreatedAt", artifact.createdAt());
        json.put(
                "media",
                view.asset()
                        .map(asset -> media.ofArtifact(artifact.runPath(), record.id(), asset))
                        .orElse(null));
        json.put("review", review(view.review()));
        json.put("retention", RetentionJson.ofArtifact(files.retention(artifact.runPath()), record.id(), view.asset()));
        return json;
    }

    static Map<String, Object> review(ReviewState review) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("revision", review.revision());
        json.put("preferred", review.preferred());
        json.put("rank", review.rank());
        json.put("tags", review.tags());
        json.put("checks", review.checks());
        json.put("decidedBy", review.decidedBy());
        json.put("decidedAt", review.decidedAt());
        json.put("note", review.note());
        json.put("proposal", review.proposal() == null ? null : proposal(review.proposal()));
        return json;
    }

    private static Map<String, Object> proposal(ReviewProposal proposal) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("decision", proposal.decision());
        json.put("by", proposal.by());
        json.put("at", proposal.at());
        json.put("note", proposal.note());
        return json;
    }

    /** Returns the ETag of a revision, for {@code If-Match}. */
    public static String etag(ReviewState review) {
        return "\"" + review.revision() + "\"";
    }

    /**
     * Parses an {@code If-Match} header with a revision or the ETag of an artifact.
     *
     * @throws ApiException 412 if it is neither
     */
    public static Optional<Long> revision(String ifMatch) {
        if (ifMatch.strip().equals("*")) {
            return Optional.empty();
        }
        String text = ifMatch.strip().replaceFirst("^\"(\\d{1,18})(-[0-9a-f]+)?\"$", "$1");
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw new ApiException(
                    412,
                    "revision_conflict",
                    "If-Match has no revision: send the ETag of the artifact, such as \"3\".");
        }
    }
}

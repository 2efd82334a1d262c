package io.runfolio.catalog.sql;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.artifact.ArtifactView;
import io.runfolio.artifact.ReviewState;
import io.runfolio.artifact.RunView;
import io.runfolio.bundle.ArtifactRecord;
import io.runfolio.bundle.ledger.RetentionState;
import io.runfolio.catalog.CatalogException;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunManifest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.zip.DataFormatException;

/** Encodes runs as compressed JSON. Asset records that the run contains are not repeated for its artifacts. */
final class RunDocumentCodec {
    private static final ObjectMapper JSON = JsonMappers.builder(JsonLimits.RECORD)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
            .build();

    private RunDocumentCodec() {}

    /** @param retention null if there are neither holds nor removals */
    private record Kept(
            String runPath,
            RunArtifact run,
            RunManifest manifest,
            List<KeptArtifact> artifacts,
            RetentionState retention) {}

    /**
     * @param output index of its file among the run's outputs, from 0; null if it is not one of them
     * @param asset its file if it is not one of the outputs
     */
    private record KeptArtifact(
            ArtifactRecord record, int position, Integer output, AssetRecord asset, ReviewState review) {}

    static byte[] write(RunView view) {
        List<KeptArtifact> artifacts =
                view.artifacts().stream().map(artifact -> keep(view, artifact)).toList();
        try {
            return DocumentCompression.deflate(JSON.writeValueAsBytes(new Kept(
                    view.runPath(),
                    view.run(),
                    view.manifest(),
                    artifacts,
                    RetentionState.NONE.equals(view.retention()) ? null : view.retention())));
        } catch (JsonProcessingException e) {
            throw new CatalogException("The run " + view.run().runId() + " cannot be written as JSON", e);
        }
    }

    private static KeptArtifact keep(RunView view, ArtifactView artifact) {
        int usual = artifact.position() - 1;
        List<AssetRecord> outputs = view.run().outputs();
        boolean among = usual >= 0
                && usual < outputs.size()
                && artifact.asset().filter(outputs.get(usual)::equals).isPresent();
        return new KeptArtifact(
                artifact.record(),
                artifact.position(),
                among ? usual : null,
                among ? null : artifact.asset().orElse(null),
                artifact.review());
    }

    static RunView read(byte[] document) {
        try {
            Kept kept = JSON.readValue(DocumentCompression.inflate(document), Kept.class);
            return new RunView(
                    kept.runPath(),
                    kept.run(),
                    kept.manifest(),
                    kept.artifacts().stream()
                            .map(artifact -> view(kept.run(), artifact))
                            .toList(),
                    kept.retention());
        } catch (IOException | DataFormatException e) {
            throw new CatalogException(
                    "The catalog holds a run that cannot be read; run `runfolio catalog rebuild`: " + e.getMessage(),
                    e);
        }
    }

    private static ArtifactView view(RunArtifact run, KeptArtifact kept) {
        Optional<AssetRecord> asset = Optional.ofNullable(
                kept.output() == null ? kept.asset() : run.outputs().get(kept.output()));
        return new ArtifactView(kept.record(), kept.position(), asset, kept.review());
    }

    /** Returns the part of a run that review does not change, in comparable form. */
    static JsonNode sealedContent(RunView view) {
        List<ArtifactRecord> records =
                view.artifacts().stream().map(ArtifactView::record).toList();
        try {
            // numbers from different readers are equal once they are serialized
            return JSON.readTree(JSON.writeValueAsBytes(List.of(view.runPath(), view.run(), view.manifest(), records)));
        } catch (IOException e) {
            throw new CatalogException("The run " + view.run().runId() + " cannot be written as JSON", e);
        }
    }
}

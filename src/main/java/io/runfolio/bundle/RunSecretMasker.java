package io.runfolio.bundle;

import io.runfolio.files.SourceUrl;
import io.runfolio.json.SecretMask;
import io.runfolio.run.ArtifactHint;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.Job;
import io.runfolio.run.Prompts;
import io.runfolio.run.ProviderTrace;
import io.runfolio.run.RunRequest;
import io.runfolio.run.SourceContext;
import io.runfolio.run.extras.ExecutionExtras;
import io.runfolio.run.extras.JsonMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Masks the secrets of a run before its records are made; the identity of its event stays. */
final class RunSecretMasker {
    private final SecretMask mask;

    RunSecretMasker(SecretMask mask) {
        this.mask = mask;
    }

    /** Masks the fields that name a run, before its id is made of them. */
    RunRequest names(RunRequest request) {
        return request.withNames(
                mask.userText(request.status()), mask.userText(request.modelKey()), mask.userText(request.slug()));
    }

    /** Returns a masker that also removes the queries of the URLs that the run's files were fetched from. */
    RunSecretMasker withoutQueriesOfSources(RunRequest request) {
        return new RunSecretMasker(
                mask.withoutQueriesOf(Stream.concat(request.inputs().stream(), request.outputs().stream())
                        .filter(source -> SourceUrl.isWeb(source.sourcePath()))
                        .flatMap(source -> Stream.of(source.sourcePath(), source.sourceUrl()))
                        .filter(Objects::nonNull)
                        .toList()));
    }

    RunDraft draft(RunDraft draft) {
        return new RunDraft(
                draft.runId(),
                draft.createdAt(),
                draft.folder(),
                request(draft.request()),
                draft.origin(),
                draft.slots());
    }

    Map<String, Object> metadata(Map<String, Object> ours) {
        return mask.map(ours);
    }

    List<AssetOutcome> outcomes(List<AssetOutcome> outcomes) {
        return outcomes.stream()
                .map(outcome -> new AssetOutcome(
                        outcome.slot(),
                        asset(outcome.record()),
                        outcome.state(),
                        messages(outcome.warnings()),
                        messages(outcome.errors()),
                        outcome.storageFailure(),
                        outcome.processedAt()))
                .toList();
    }

    private List<String> messages(List<String> sentences) {
        return sentences.stream().map(mask::message).toList();
    }

    private RunRequest request(RunRequest said) {
        return new RunRequest(
                said.status(),
                said.modelKey(),
                mask.text(said.providerModel()),
                said.taskMode(),
                said.slug(),
                said.createdAt(),
                mask.map(said.sourceMetadata()),
                context(said.sourceContext()),
                prompts(said.prompts()),
                said.inputs(),
                said.outputs(),
                mask.map(said.options()),
                said.defaults().stream().map(mask::map).toList(),
                trace(said.providerTrace()),
                mask.texts(said.warnings()),
                mask.texts(said.errors()),
                mask.texts(said.tags()),
                mask.userText(said.notes()),
                said.derivativeSettings(),
                mask.value(said.requestPayload()),
                mask.value(said.submitPayload()),
                mask.value(said.submitResponse()),
                mask.value(said.finalStatusResponse()),
                said.idempotencyKey(),
                said.job() == null ? null : job(said.job()),
                said.artifact() == null ? null : artifact(said.artifact()),
                ExecutionExtras.of(JsonMap.of(mask.map(ExecutionExtras.toMap(said.execution())))));
    }

    private SourceContext context(SourceContext said) {
        return new SourceContext(
                mask.text(said.sourceType()),
                mask.text(said.sourceUser()),
                mask.text(said.sourceChannel()),
                mask.text(said.sourceAgent()),
                mask.text(said.projectName()),
                mask.userText(said.notes()),
                mask.map(said.metadata()));
    }

    private Prompts prompts(Prompts said) {
        return new Prompts(
                mask.userText(said.raw()),
                mask.userText(said.enhanced()),
                mask.userText(said.finalUsed()),
                mask.userText(said.promptProfile()),
                said.rawPath(),
                said.enhancedPath());
    }

    private ProviderTrace trace(ProviderTrace said) {
        return new ProviderTrace(
                mask.text(said.taskId()),
                mask.text(said.requestPath()),
                mask.text(said.submitPayloadPath()),
                mask.text(said.submitResponsePath()),
                mask.text(said.finalStatusPath()),
                mask.map(said.metadata()));
    }

    private Job job(Job said) {
        return new Job(
                mask.text(said.jobId()),
                mask.text(said.pipelineId()),
                mask.text(said.preset()),
                mask.text(said.sizeProfile()),
                said.inferenceSteps(),
                mask.text(said.createdAt()),
                mask.text(said.completedAt()),
                mask.text(said.variantGroup()));
    }

    private ArtifactHint artifact(ArtifactHint said) {
        Map<String, Object> content = said.content() == null ? null : mask.map(said.content());
        return new ArtifactHint(
                said.artifactClass(),
                mask.userText(said.artifactType()),
                mask.userText(said.templateId()),
                mask.text(said.runRef()),
                said.status(),
                content,
                said.sourceArtifactIds().stream().map(mask::userText).toList(),
                mask.userText(said.sourceReportArtifactId()),
                mask.userText(said.templateVersion()),
                mask.userText(said.templateHash()),
                mask.userText(said.workflowRunId()));
    }

    private AssetRecord asset(AssetRecord said) {
        return new AssetRecord(
                said.kind(),
                mask.text(said.role()),
                said.relativePath(),
                said.originalPath(),
                mask.text(said.originalFilename()),
                mask.text(said.sourcePath()),
                mask.text(said.sourceUrl()),
                said.mimeType(),
                said.width(),
                said.height(),
                said.durationSeconds(),
                said.bytes(),
                said.bytesOriginal(),
                said.sha256(),
                said.codecName(),
                said.webPath(),
                said.thumbPath(),
                said.posterPath(),
                said.bytesWeb(),
                said.bytesThumb(),
                said.bytesPoster(),
                said.derivatives(),
                mask.map(said.metadata()));
    }
}

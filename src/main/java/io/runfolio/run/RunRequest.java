package io.runfolio.run;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Request for one bundle: a finished run as its event describes it.
 *
 * @param status the provider's status, such as {@code succeeded}
 * @param modelKey the model
 * @param providerModel the provider's name of the model, or null
 * @param taskMode task of the run, or null
 * @param slug part of the run id, or null
 * @param createdAt time of the run, or null for now
 * @param sourceMetadata free map
 * @param sourceContext origin of the request
 * @param prompts prompts
 * @param inputs input files
 * @param outputs output files
 * @param options free map
 * @param defaults free maps
 * @param providerTrace references to the provider's records
 * @param warnings sentences
 * @param errors sentences
 * @param tags tags
 * @param notes Markdown, or null
 * @param derivativeSettings settings for derivatives
 * @param requestPayload any JSON, or null
 * @param submitPayload any JSON, or null
 * @param submitResponse any JSON, or null
 * @param finalStatusResponse any JSON, or null
 * @param idempotencyKey the sender's key of the event, or null
 * @param job job of the scheduler, or null
 * @param artifact fields about the artifacts, or null
 * @param execution times, steps and cost: the fields {@code timing}, {@code steps} and {@code cost}
 */
public record RunRequest(
        String status,
        String modelKey,
        String providerModel,
        TaskMode taskMode,
        String slug,
        OffsetDateTime createdAt,
        Map<String, Object> sourceMetadata,
        SourceContext sourceContext,
        Prompts prompts,
        List<AssetSource> inputs,
        List<AssetSource> outputs,
        Map<String, Object> options,
        List<Map<String, Object>> defaults,
        ProviderTrace providerTrace,
        List<String> warnings,
        List<String> errors,
        List<String> tags,
        String notes,
        DerivativeSettings derivativeSettings,
        Object requestPayload,
        Object submitPayload,
        Object submitResponse,
        Object finalStatusResponse,
        String idempotencyKey,
        Job job,
        ArtifactHint artifact,
        @JsonUnwrapped RunExecution execution) {

    public RunRequest {
        createdAt = createdAt == null ? null : createdAt.truncatedTo(ChronoUnit.MICROS);
        sourceMetadata = ImmutableCopies.map(sourceMetadata);
        sourceContext = Optional.ofNullable(sourceContext).orElseGet(SourceContext::none);
        prompts = Optional.ofNullable(prompts).orElseGet(Prompts::none);
        inputs = ImmutableCopies.list(inputs);
        outputs = ImmutableCopies.list(outputs);
        options = ImmutableCopies.map(options);
        defaults = ImmutableCopies.list(defaults);
        providerTrace = Optional.ofNullable(providerTrace).orElseGet(ProviderTrace::none);
        warnings = ImmutableCopies.list(warnings);
        errors = ImmutableCopies.list(errors);
        tags = ImmutableCopies.list(tags);
        derivativeSettings = Optional.ofNullable(derivativeSettings).orElseGet(DerivativeSettings::defaults);
        execution = Optional.ofNullable(execution).orElse(RunExecution.NONE);
    }

    /** Returns this request with other fields that name the run. */
    public RunRequest withNames(String newStatus, String newModelKey, String newSlug) {
        return new RunRequestBuilder(this)
                .names(newStatus, newModelKey, newSlug)
                .build();
    }

    /** Returns this request with other {@code source_metadata} and warnings. */
    public RunRequest withMetadata(Map<String, Object> newSourceMetadata, List<String> newWarnings) {
        return new RunRequestBuilder(this)
                .metadata(newSourceMetadata, newWarnings)
                .build();
    }

    /** Returns this request with other inputs and outputs. */
    public RunRequest withAssets(List<AssetSource> newInputs, List<AssetSource> newOutputs) {
        return new RunRequestBuilder(this).assets(newInputs, newOutputs).build();
    }

    /** Returns a builder; {@code status} and {@code modelKey} are the only required fields. */
    public static RunRequestBuilder builder(String status, String modelKey) {
        return new RunRequestBuilder(status, modelKey);
    }
}

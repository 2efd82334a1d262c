package io.runfolio.run;

import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A finished run as its event tells it: the request for one bundle.
 *
 * @param status the provider's word, such as {@code succeeded}
 * @param modelKey the model
 * @param providerModel the provider's name of the model, or null
 * @param taskMode what was asked for, or null
 * @param slug a word for the run id, or null
 * @param createdAt when the run was made, or null for now
 * @param sourceMetadata free map
 * @param sourceContext who asked
 * @param prompts what was asked
 * @param inputs files that went in
 * @param outputs files that came out
 * @param options free map
 * @param defaults free maps
 * @param providerTrace what leads back to the provider
 * @param warnings sentences
 * @param errors sentences
 * @param tags free words
 * @param notes Markdown, or null
 * @param derivativeSettings how derivatives are wanted
 * @param requestPayload any JSON, or null
 * @param submitPayload any JSON, or null
 * @param submitResponse any JSON, or null
 * @param finalStatusResponse any JSON, or null
 * @param idempotencyKey the sender's own name for the event, or null
 * @param job the scheduler's job, or null
 * @param artifact what the outputs are, or null
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
        ArtifactHint artifact) {

    public RunRequest {
        createdAt = createdAt == null ? null : createdAt.truncatedTo(ChronoUnit.MICROS);
        sourceMetadata = Copies.map(sourceMetadata);
        sourceContext = Optional.ofNullable(sourceContext).orElseGet(SourceContext::none);
        prompts = Optional.ofNullable(prompts).orElseGet(Prompts::none);
        inputs = Copies.list(inputs);
        outputs = Copies.list(outputs);
        options = Copies.map(options);
        defaults = Copies.list(defaults);
        providerTrace = Optional.ofNullable(providerTrace).orElseGet(ProviderTrace::none);
        warnings = Copies.list(warnings);
        errors = Copies.list(errors);
        tags = Copies.list(tags);
        derivativeSettings = Optional.ofNullable(derivativeSettings).orElseGet(DerivativeSettings::defaults);
    }

    /** Returns this request with another {@code source_metadata} and other warnings. */
    public RunRequest with(Map<String, Object> newSourceMetadata, List<String> newWarnings) {
        return new RunRequest(
                status,
                modelKey,
                providerModel,
                taskMode,
                slug,
                createdAt,
                newSourceMetadata,
                sourceContext,
                prompts,
                inputs,
                outputs,
                options,
                defaults,
                providerTrace,
                newWarnings,
                errors,
                tags,
                notes,
                derivativeSettings,
                requestPayload,
                submitPayload,
                submitResponse,
                finalStatusResponse,
                idempotencyKey,
                job,
                artifact);
    }

    /** Returns a builder for a request in code; {@code status} and {@code modelKey} are all that a run must say. */
    public static RunRequestBuilder builder(String status, String modelKey) {
        return new RunRequestBuilder(status, modelKey);
    }
}

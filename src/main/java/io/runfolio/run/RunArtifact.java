package io.runfolio.run;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Content of {@code run.json}, the record of a run. Paths are relative to the bundle, {@code runDir} to the outputs
 * folder; unknown values are null.
 */
public record RunArtifact(
        String runId,
        String createdAt,
        String status,
        String modelKey,
        String providerModel,
        TaskMode taskMode,
        String runDir,
        Map<String, Object> sourceMetadata,
        SourceContext sourceContext,
        Prompts prompts,
        List<AssetRecord> inputs,
        List<AssetRecord> outputs,
        Map<String, Object> options,
        List<Map<String, Object>> defaults,
        ProviderTrace providerTrace,
        List<String> warnings,
        List<String> errors,
        List<String> tags,
        String notes,
        DerivativeSettings derivativeSettings,
        String manifestPath,
        String notesPath,
        String requestPath,
        Map<String, String> logs) {

    public RunArtifact {
        sourceMetadata = ImmutableCopies.map(sourceMetadata);
        sourceContext = Optional.ofNullable(sourceContext).orElseGet(SourceContext::none);
        prompts = Optional.ofNullable(prompts).orElseGet(Prompts::none);
        providerTrace = Optional.ofNullable(providerTrace).orElseGet(ProviderTrace::none);
        derivativeSettings = Optional.ofNullable(derivativeSettings).orElseGet(DerivativeSettings::defaults);
        inputs = ImmutableCopies.list(inputs);
        outputs = ImmutableCopies.list(outputs);
        options = ImmutableCopies.map(options);
        defaults = ImmutableCopies.list(defaults);
        warnings = ImmutableCopies.list(warnings);
        errors = ImmutableCopies.list(errors);
        tags = ImmutableCopies.list(tags);
        logs = ImmutableCopies.map(logs);
    }

    /** Returns this run with other notes. */
    public RunArtifact withNotes(String otherNotes) {
        return new RunArtifact(
                runId,
                createdAt,
                status,
                modelKey,
                providerModel,
                taskMode,
                runDir,
                sourceMetadata,
                sourceContext,
                prompts,
                inputs,
                outputs,
                options,
                defaults,
                providerTrace,
                warnings,
                errors,
                tags,
                otherNotes,
                derivativeSettings,
                manifestPath,
                notesPath,
                requestPath,
                logs);
    }

    /** Returns this run with other outputs, warnings and errors. */
    public RunArtifact withOutputs(
            List<AssetRecord> otherOutputs, List<String> otherWarnings, List<String> otherErrors) {
        return new RunArtifact(
                runId,
                createdAt,
                status,
                modelKey,
                providerModel,
                taskMode,
                runDir,
                sourceMetadata,
                sourceContext,
                prompts,
                inputs,
                otherOutputs,
                options,
                defaults,
                providerTrace,
                otherWarnings,
                otherErrors,
                tags,
                notes,
                derivativeSettings,
                manifestPath,
                notesPath,
                requestPath,
                logs);
    }
}

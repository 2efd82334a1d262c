package io.runfolio.run;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A bundle's {@code run.json}: all that is known of the run. Paths are relative to the bundle, {@code runDir} to the outputs folder; what is not known is null. */
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
        sourceMetadata = Copies.map(sourceMetadata);
        sourceContext = Optional.ofNullable(sourceContext).orElseGet(SourceContext::none);
        prompts = Optional.ofNullable(prompts).orElseGet(Prompts::none);
        providerTrace = Optional.ofNullable(providerTrace).orElseGet(ProviderTrace::none);
        derivativeSettings = Optional.ofNullable(derivativeSettings).orElseGet(DerivativeSettings::defaults);
        inputs = Copies.list(inputs);
        outputs = Copies.list(outputs);
        options = Copies.map(options);
        defaults = Copies.list(defaults);
        warnings = Copies.list(warnings);
        errors = Copies.list(errors);
        tags = Copies.list(tags);
        logs = Copies.map(logs);
    }

    /** Returns the same run with other outputs, and what there is to say of them. */
    public RunArtifact with(List<AssetRecord> otherOutputs, List<String> otherWarnings, List<String> otherErrors) {
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

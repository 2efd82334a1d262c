package io.runfolio.bundle;

import io.runfolio.run.AssetRecord;
import io.runfolio.run.Prompts;
import io.runfolio.run.ProviderTrace;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunRequest;
import io.runfolio.run.extras.RunExtras;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Puts a run's record together from what the event said and how its assets came out. */
public final class RunRecords {
    /** Version of {@code source_metadata.runfolio} and of Runfolio's own files. */
    static final int FORMAT_VERSION = 2;
    /** From this version on a bundle has {@code artifacts.json} and {@code SHA256SUMS}. */
    public static final int WITH_CHECKSUMS = 2;

    private RunRecords() {}

    /**
     * @param draft the run
     * @param outcomes results of its assets, in the order of the slots
     * @param written the optional files
     * @param runPath path below the outputs folder
     * @param ours additional fields of {@code source_metadata.runfolio}
     */
    static RunArtifact of(
            RunDraft draft,
            List<AssetOutcome> outcomes,
            OptionalBundleFiles written,
            String runPath,
            Map<String, Object> ours) {
        RunRequest request = draft.request();
        List<AssetRecord> outputs = records(outcomes, true);
        List<String> warnings = sentences(request.warnings(), outcomes, AssetOutcome::warnings);
        warnings.addAll(RawOutputLinks.of(outputs).warnings());
        return new RunArtifact(
                draft.runId(),
                CreatedAt.format(draft.createdAt()),
                request.status(),
                request.modelKey(),
                request.providerModel(),
                request.taskMode(),
                runPath,
                sourceMetadata(draft, ours),
                request.sourceContext(),
                prompts(request.prompts(), written),
                records(outcomes, false),
                outputs,
                request.options(),
                request.defaults(),
                trace(request.providerTrace(), written),
                warnings,
                sentences(request.errors(), outcomes, AssetOutcome::errors),
                request.tags(),
                request.notes(),
                request.derivativeSettings(),
                draft.folder().relative(draft.folder().manifest()),
                draft.folder().relative(draft.folder().notes()),
                written.request().orElse(null),
                written.logs());
    }

    private static Map<String, Object> sourceMetadata(RunDraft draft, Map<String, Object> more) {
        RunExtras extras = new RunExtras(
                Optional.of(draft.origin().eventId()),
                Optional.of(draft.origin().digest()),
                FORMAT_VERSION,
                Optional.ofNullable(draft.request().job()),
                draft.request().execution(),
                List.of());
        return extras.addTo(draft.request().sourceMetadata(), more);
    }

    private static Prompts prompts(Prompts said, OptionalBundleFiles written) {
        return new Prompts(
                said.raw(),
                said.enhanced(),
                said.finalUsed(),
                said.promptProfile(),
                written.prompt().orElse(null),
                written.promptEnhanced().orElse(null));
    }

    private static ProviderTrace trace(ProviderTrace said, OptionalBundleFiles written) {
        return new ProviderTrace(
                said.taskId(),
                written.request().orElse(said.requestPath()),
                written.submitPayload().orElse(said.submitPayloadPath()),
                written.submitResponse().orElse(said.submitResponsePath()),
                written.finalStatus().orElse(said.finalStatusPath()),
                said.metadata());
    }

    private static List<AssetRecord> records(List<AssetOutcome> outcomes, boolean output) {
        return outcomes.stream()
                .filter(outcome -> outcome.slot().output() == output)
                .map(AssetOutcome::record)
                .toList();
    }

    private static List<String> sentences(
            List<String> said, List<AssetOutcome> outcomes, Function<AssetOutcome, List<String>> more) {
        List<String> all = new ArrayList<>(said);
        outcomes.forEach(outcome -> all.addAll(more.apply(outcome)));
        return all;
    }
}

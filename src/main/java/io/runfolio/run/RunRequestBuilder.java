package io.runfolio.run;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds a {@link RunRequest}. Fields that are not set have the contract's defaults. */
public final class RunRequestBuilder {
    private String status;
    private String modelKey;
    private String providerModel;
    private TaskMode taskMode;
    private String slug;
    private OffsetDateTime createdAt;
    private Map<String, Object> sourceMetadata = new LinkedHashMap<>();
    private SourceContext sourceContext = SourceContext.none();
    private Prompts prompts = Prompts.none();
    private final List<AssetSource> inputs = new ArrayList<>();
    private final List<AssetSource> outputs = new ArrayList<>();
    private Map<String, Object> options = Map.of();
    private List<Map<String, Object>> defaults = List.of();
    private ProviderTrace providerTrace = ProviderTrace.none();
    private List<String> warnings = List.of();
    private List<String> errors = List.of();
    private List<String> tags = List.of();
    private String notes;
    private DerivativeSettings derivativeSettings = DerivativeSettings.defaults();
    private Object requestPayload;
    private Object submitPayload;
    private Object submitResponse;
    private Object finalStatusResponse;
    private String idempotencyKey;
    private Job job;
    private ArtifactHint artifact;
    private RunExecution execution = RunExecution.NONE;

    RunRequestBuilder(String status, String modelKey) {
        this.status = status;
        this.modelKey = modelKey;
    }

    /** Creates a builder with the fields of a request. */
    RunRequestBuilder(RunRequest request) {
        this(request.status(), request.modelKey());
        providerModel = request.providerModel();
        taskMode = request.taskMode();
        slug = request.slug();
        createdAt = request.createdAt();
        sourceMetadata = request.sourceMetadata();
        sourceContext = request.sourceContext();
        prompts = request.prompts();
        inputs.addAll(request.inputs());
        outputs.addAll(request.outputs());
        options = request.options();
        defaults = request.defaults();
        providerTrace = request.providerTrace();
        warnings = request.warnings();
        errors = request.errors();
        tags = request.tags();
        notes = request.notes();
        derivativeSettings = request.derivativeSettings();
        requestPayload = request.requestPayload();
        submitPayload = request.submitPayload();
        submitResponse = request.submitResponse();
        finalStatusResponse = request.finalStatusResponse();
        idempotencyKey = request.idempotencyKey();
        job = request.job();
        artifact = request.artifact();
        execution = request.execution();
    }

    RunRequestBuilder names(String newStatus, String newModelKey, String newSlug) {
        status = newStatus;
        modelKey = newModelKey;
        slug = newSlug;
        return this;
    }

    RunRequestBuilder metadata(Map<String, Object> newSourceMetadata, List<String> newWarnings) {
        sourceMetadata = newSourceMetadata;
        warnings = newWarnings;
        return this;
    }

    RunRequestBuilder assets(List<AssetSource> newInputs, List<AssetSource> newOutputs) {
        inputs.clear();
        inputs.addAll(newInputs);
        outputs.clear();
        outputs.addAll(newOutputs);
        return this;
    }

    public RunRequestBuilder providerModel(String name) {
        providerModel = name;
        return this;
    }

    public RunRequestBuilder taskMode(TaskMode mode) {
        taskMode = mode;
        return this;
    }

    public RunRequestBuilder slug(String word) {
        slug = word;
        return this;
    }

    public RunRequestBuilder createdAt(OffsetDateTime time) {
        createdAt = time;
        return this;
    }

    public RunRequestBuilder sourceMetadata(Map<String, Object> map) {
        sourceMetadata = map;
        return this;
    }

    public RunRequestBuilder sourceContext(SourceContext context) {
        sourceContext = context;
        return this;
    }

    public RunRequestBuilder prompts(Prompts record) {
        prompts = record;
        return this;
    }

    /** Sets the raw prompt alone. */
    public RunRequestBuilder prompt(String raw) {
        prompts = new Prompts(raw, null, null, null, null, null);
        return this;
    }

    public RunRequestBuilder input(AssetSource source) {
        inputs.add(source);
        return this;
    }

    public RunRequestBuilder output(AssetSource source) {
        outputs.add(source);
        return this;
    }

    /** Adds an input of that kind, path and role. */
    public RunRequestBuilder input(AssetKind kind, String sourcePath, String role) {
        return input(new AssetSource(kind, sourcePath, role, null, null, List.of(), Map.of()));
    }

    /** Adds an output of that kind and path, in the role {@code output}. */
    public RunRequestBuilder output(AssetKind kind, String sourcePath) {
        return output(new AssetSource(kind, sourcePath, "output", null, null, List.of(), Map.of()));
    }

    /** Adds an output of that kind that is fetched from a URL, in the role {@code output}. */
    public RunRequestBuilder outputByUrl(AssetKind kind, String url, OffsetDateTime expiresAt) {
        return output(new AssetSource(kind, url, "output", null, url, expiresAt, null, List.of(), Map.of()));
    }

    public RunRequestBuilder options(Map<String, Object> map) {
        options = map;
        return this;
    }

    public RunRequestBuilder defaults(List<Map<String, Object>> maps) {
        defaults = maps;
        return this;
    }

    public RunRequestBuilder providerTrace(ProviderTrace trace) {
        providerTrace = trace;
        return this;
    }

    public RunRequestBuilder warnings(List<String> sentences) {
        warnings = sentences;
        return this;
    }

    public RunRequestBuilder errors(List<String> sentences) {
        errors = sentences;
        return this;
    }

    public RunRequestBuilder tags(String... words) {
        tags = List.of(words);
        return this;
    }

    public RunRequestBuilder tags(List<String> words) {
        tags = words;
        return this;
    }

    public RunRequestBuilder notes(String markdown) {
        notes = markdown;
        return this;
    }

    public RunRequestBuilder derivativeSettings(DerivativeSettings settings) {
        derivativeSettings = settings;
        return this;
    }

    public RunRequestBuilder requestPayload(Object json) {
        requestPayload = json;
        return this;
    }

    public RunRequestBuilder submitPayload(Object json) {
        submitPayload = json;
        return this;
    }

    public RunRequestBuilder submitResponse(Object json) {
        submitResponse = json;
        return this;
    }

    public RunRequestBuilder finalStatusResponse(Object json) {
        finalStatusResponse = json;
        return this;
    }

    public RunRequestBuilder idempotencyKey(String key) {
        idempotencyKey = key;
        return this;
    }

    public RunRequestBuilder job(Job record) {
        job = record;
        return this;
    }

    public RunRequestBuilder artifact(ArtifactHint hint) {
        artifact = hint;
        return this;
    }

    public RunRequestBuilder execution(RunExecution record) {
        execution = record;
        return this;
    }

    /** Returns the request. */
    public RunRequest build() {
        return new RunRequest(
                status,
                modelKey,
                providerModel,
                taskMode,
                slug,
                createdAt,
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
                notes,
                derivativeSettings,
                requestPayload,
                submitPayload,
                submitResponse,
                finalStatusResponse,
                idempotencyKey,
                job,
                artifact,
                execution);
    }
}

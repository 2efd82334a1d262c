package io.runfolio.workflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.json.SecretMask;
import io.runfolio.workflow.template.WorkflowStep;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** JSON of a run in the HTTP API, with secrets masked. Absent values are null, times in milliseconds are whole. */
final class RunJson {
    private static final String RESEARCH = "research";

    private final RunFold run;
    private final RunSpecification specification;
    private final boolean withOutputs;

    private RunJson(RunFold run, boolean withOutputs) {
        this.run = run;
        this.specification = run.specification();
        this.withOutputs = withOutputs;
    }

    /** @param withOutputs whether the steps have their output slots, which may be large */
    static ObjectNode of(RunFold run, boolean withOutputs) {
        return masked(new RunJson(run, withOutputs).json());
    }

    /** Returns a value with its secrets masked. */
    static ObjectNode masked(ObjectNode json) {
        Object plain = LedgerLines.JSON.convertValue(json, Object.class);
        return LedgerLines.JSON.valueToTree(SecretMask.standard().value(plain));
    }

    private ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", specification.runId());
        json.put("state", run.state().jsonName());
        json.put("status", run.state().jsonName());
        json.put("templateId", specification.template().id());
        json.put("templateVersion", specification.template().version());
        json.put("templateHash", specification.template().sha256());
        json.put("caller", specification.caller());
        json.set("intake", run.intake());
        ObjectNode inputs = json.putObject("inputs");
        run.inputs().forEach((field, artifact) -> inputs.put(field, artifact.id()));
        json.put("attempt", run.attempt());
        timing(json);
        json.put(
                "parentRunId",
                specification.parent().map(RunSpecification.ParentStep::runId).orElse(null));
        json.put(
                "parentStepId",
                specification.parent().map(RunSpecification.ParentStep::stepId).orElse(null));
        json.set("childRunIds", texts(run.childRunIds()));
        json.put("artifactId", run.artifactId().orElse(null));
        json.set(
                "artifactIds",
                texts(run.artifacts().stream()
                        .map(one -> one.path("artifactId").asText())
                        .toList()));
        json.set("sourceArtifactIds", texts(sources()));
        json.put("sourceReportArtifactId", sourceReport().orElse(null));
        json.set("bundleRunIds", texts(run.bundleRunIds()));
        json.set("error", error(run.error()));
        json.put("error_code", run.error().path("code").textValue());
        json.set("gate", gate());
        ArrayNode steps = JsonNodeFactory.instance.arrayNode();
        specification.template().steps().forEach(step -> steps.add(step(step)));
        json.set("steps", steps);
        json.set("runSteps", steps.deepCopy());
        json.set("costs", costs());
        json.put("lastEventId", run.lastSeq());
        return json;
    }

    private void timing(ObjectNode json) {
        Instant queued = specification.queuedAt();
        json.put("queuedAt", queued.toString());
        json.put("startedAt", text(run.startedAt()));
        json.put("firstArtifactAt", text(run.firstArtifactAt()));
        json.put("completedAt", text(run.completedAt()));
        json.put("durationMs", millis(run.startedAt(), run.completedAt()));
        json.put("queueWaitMs", millis(Optional.of(queued), run.startedAt()));
        json.put("timeToFirstArtifactMs", millis(Optional.of(queued), run.firstArtifactAt()));
        json.put("timeToFinalArtifactMs", millis(Optional.of(queued), run.finalArtifactAt()));
    }

    private static String text(Optional<Instant> time) {
        return time.map(Instant::toString).orElse(null);
    }

    /** Returns the milliseconds between two times, at least 0: the clocks of two workers may differ. */
    private static Long millis(Optional<Instant> from, Optional<Instant> to) {
        return from.isEmpty() || to.isEmpty()
                ? null
                : Math.max(0, Duration.between(from.get(), to.get()).toMillis());
    }

    private static ArrayNode texts(Collection<String> texts) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        texts.forEach(array::add);
        return array;
    }

    /** Returns the supplied artifacts, then those of child runs. */
    private Set<String> sources() {
        Set<String> sources = new LinkedHashSet<>();
        run.inputs().values().forEach(artifact -> sources.add(artifact.id()));
        childArtifacts().forEach(artifact -> sources.add(artifact.path("id").asText()));
        return sources;
    }

    private List<JsonNode> childArtifacts() {
        return run.steps().stream()
                .filter(step -> step.childRunId().isPresent())
                .map(step -> step.output().path("artifact"))
                .filter(JsonNode::isObject)
                .toList();
    }

    private Optional<String> sourceReport() {
        return run.inputs().values().stream()
                .filter(artifact -> RESEARCH.equals(artifact.artifactClass()))
                .map(SuppliedArtifact::id)
                .findFirst()
                .or(() -> childArtifacts().stream()
                        .filter(artifact ->
                                RESEARCH.equals(artifact.path("artifactClass").asText()))
                        .map(artifact -> artifact.path("id").asText())
                        .findFirst());
    }

    private static JsonNode error(JsonNode error) {
        if (!error.isObject()) {
            return NullNode.getInstance();
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("code", error.path("code"));
        json.set("message", error.path("message"));
        json.put("step", error.path("step").textValue());
        return json;
    }

    private JsonNode gate() {
        if (!run.gate().isObject()) {
            return NullNode.getInstance();
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", run.gate().path("gate").textValue());
        json.put("name", run.gate().path("name").textValue());
        json.put("type", run.gate().path("type").textValue());
        json.put("artifactId", run.gate().path("artifactId").textValue());
        return json;
    }

    private ObjectNode step(WorkflowStep step) {
        StepProgress progress = run.step(step.id());
        StepState state = run.stateOf(progress);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", step.id());
        json.put("name", step.name());
        json.put("kind", step.kind());
        json.put("capability", step.capability());
        json.put("state", state.jsonName());
        json.put("status", state.jsonName());
        json.put("attempt", progress.attempt());
        json.put("startedAt", text(progress.startedAt()));
        json.put("completedAt", text(progress.completedAt()));
        json.put("durationMs", millis(progress.startedAt(), progress.completedAt()));
        json.put("nextAt", text(progress.nextAt()));
        json.put("artifactId", progress.artifactId().orElse(null));
        json.put("childRunId", progress.childRunId().orElse(null));
        json.put("ticket", progress.ticket().orElse(null));
        json.put("satisfiedBy", step.satisfiedBy());
        json.set("error", error(progress.error()));
        json.set("checks", progress.checks().isArray() ? progress.checks() : JsonNodeFactory.instance.arrayNode());
        json.set("costs", progress.costs().isArray() ? progress.costs() : JsonNodeFactory.instance.arrayNode());
        json.set("output", withOutputs && progress.output().isObject() ? progress.output() : NullNode.getInstance());
        return json;
    }

    private ObjectNode costs() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("currency", "USD");
        json.put("estimated", sum("estimated"));
        json.put("actual", sum("actual"));
        ArrayNode entries = json.putArray("entries");
        run.costs().forEach(entries::add);
        return json;
    }

    /** Returns a sum; null if no entry has the amount. */
    private BigDecimal sum(String amount) {
        return run.costs().stream()
                .map(cost -> cost.path(amount))
                .filter(JsonNode::isNumber)
                .map(JsonNode::decimalValue)
                .reduce(BigDecimal::add)
                .orElse(null);
    }
}

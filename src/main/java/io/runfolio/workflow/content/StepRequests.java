package io.runfolio.workflow.content;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.workflow.step.StepRequest;
import io.runfolio.workflow.template.Template;
import io.runfolio.workflow.template.WorkflowStep;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Builds the requests to endpoints, with all references resolved. */
public final class StepRequests {
    private static final int VERSION = 1;

    private StepRequests() {}

    /**
     * Builds the request of one attempt.
     *
     * @throws io.runfolio.workflow.step.StepFailedException if a reference cannot be resolved
     */
    public static StepRequest build(
            String runId,
            WorkflowStep step,
            Template template,
            RunValues values,
            int attempt,
            String idempotencyKey,
            Instant deadline,
            Path folder) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("version", VERSION);
        document.put("runId", runId);
        document.put("templateId", template.id());
        document.put("templateVersion", template.version());
        document.put("stepId", step.id());
        document.put("kind", step.kind());
        document.put("capability", step.capability());
        document.put("role", step.role());
        document.put("model", model(step, template).orElse(null));
        document.put("attempt", attempt);
        document.put("idempotencyKey", idempotencyKey);
        document.put("deadline", deadline.toString());
        document.put("folder", folder.toString());
        document.put("system", resolved(step.system(), values));
        document.put("prompt", resolved(step.promptTemplate(), values));
        document.set("input", step.inputPath() == null ? null : References.at(step.inputPath(), values));
        document.set("intake", values.intake());
        values.inputs().forEach(document.putObject("inputs")::set);
        values.slots().forEach(document.putObject("steps")::set);
        document.put("maxTokens", step.maxTokens());
        document.put("expectJson", step.expectJson() || step.jsonSchema() != null);
        document.set("jsonSchema", step.jsonSchema());
        document.set("parameters", References.resolve(step.parameters(), values));
        template.providers().forEach(document.putObject("providers")::put);
        return new StepRequest(
                runId,
                step.id(),
                step.kind(),
                step.capabilityOrEmpty(),
                attempt,
                idempotencyKey,
                deadline,
                folder,
                document);
    }

    /** Returns the model of a step: its own, else the provider of its role, id, capability or kind. */
    public static Optional<String> model(WorkflowStep step, Template template) {
        return Optional.ofNullable(step.model())
                .or(() -> Stream.of(step.role(), step.id(), step.capability(), step.kind())
                        .filter(Objects::nonNull)
                        .map(template.providers()::get)
                        .filter(Objects::nonNull)
                        .findFirst());
    }

    private static String resolved(String text, RunValues values) {
        return text == null ? null : References.resolveText(text, values);
    }
}

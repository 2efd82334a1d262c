package io.runfolio.workflow.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.runfolio.files.Checksums;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.workflow.content.Budget;
import io.runfolio.workflow.content.Estimate;
import io.runfolio.workflow.run.RunSpecification;
import io.runfolio.workflow.run.StartRefusedException;
import io.runfolio.workflow.run.StartRequest;
import io.runfolio.workflow.run.WorkflowRunIds;
import io.runfolio.workflow.template.SubWorkflow;
import io.runfolio.workflow.template.Template;
import io.runfolio.workflow.template.TemplateFolder;
import io.runfolio.workflow.template.TemplateFolder.Shelf;
import io.runfolio.workflow.template.WorkflowStep;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks everything that a run needs before it starts, and writes its specification. */
final class RunStart {
    private static final ObjectMapper SORTED = JsonMappers.builder(JsonLimits.RECORD)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private final WorkflowParts parts;
    private final TemplateFolder templates;

    RunStart(WorkflowParts parts, TemplateFolder templates) {
        this.parts = parts;
        this.templates = templates;
    }

    /**
     * Run of a request.
     *
     * @param isNew whether no earlier request has started it
     */
    record Started(String runId, boolean isNew) {}

    /** Returns the run of a request: a new one, or that of an earlier equal request. */
    Started start(StartRequest request) {
        String digest = digest(request);
        String runId = request.idempotencyKey()
                .map(key -> WorkflowRunIds.fromKey(request.caller(), key))
                .orElseGet(WorkflowRunIds::random);
        Optional<RunSpecification> before = parts.store().specification(runId);
        if (before.isPresent()) {
            return new Started(sameRequest(before.get(), digest), false);
        }
        RunSpecification specification = specification(request, runId, digest);
        RunSpecification valid = parts.store().create(specification);
        return new Started(sameRequest(valid, digest), valid == specification);
    }

    private static String sameRequest(RunSpecification run, String digest) {
        if (!run.requestDigest().equals(digest)) {
            throw refused(
                    409,
                    "idempotency_key_used",
                    "This Idempotency-Key was used with another body: use a new key for a new request.");
        }
        return run.runId();
    }

    private RunSpecification specification(StartRequest request, String runId, String digest) {
        Shelf shelf = templates.read();
        Template template = find(shelf, request);
        Map<String, Template> subs = SubTemplates.of(template, shelf::find);
        List<String> problems = new ArrayList<>(missing(template, shelf));
        subs.values().forEach(sub -> problems.addAll(missing(sub, shelf)));
        CheckedIntake intake = CheckedIntake.of(template, request.intake(), parts.artifacts());
        problems.addAll(unserved(template, intake.inputs().keySet()));
        subs.values().forEach(sub -> problems.addAll(unserved(sub, Set.of())));
        parts.store().pinned(template).ifPresent(problems::add);
        subs.values().forEach(sub -> parts.store().pinned(sub).ifPresent(problems::add));
        if (!problems.isEmpty()) {
            throw new StartRefusedException(
                    422, "template_unusable", problems.stream().distinct().toList());
        }
        if (!intake.problems().isEmpty()) {
            throw new StartRefusedException(422, "intake_invalid", intake.problems());
        }
        Estimate estimate = Budget.estimate(
                template,
                sub -> Optional.ofNullable(subs.get(SubTemplates.key(sub))),
                parts.rates(),
                intake.inputs().keySet());
        Budget.refusal(template, estimate).ifPresent(reason -> {
            throw refused(402, "over_budget", reason);
        });
        parts.store().pin(template);
        subs.values().forEach(parts.store()::pin);
        return new RunSpecification(
                runId,
                request.caller(),
                parts.clock().instant().truncatedTo(ChronoUnit.MILLIS),
                template,
                subs,
                intake.values(),
                intake.inputs(),
                digest,
                Optional.empty(),
                estimate.toJson());
    }

    private static Template find(Shelf shelf, StartRequest request) {
        Optional<Template> template = request.templateVersion().isPresent()
                ? shelf.find(request.templateId(), request.templateVersion().get())
                : shelf.find(request.templateId());
        return template.orElseThrow(() -> refused(
                404,
                "template_not_found",
                "No template has the id " + request.templateId()
                        + request.templateVersion()
                                .map(version -> " and the version " + version)
                                .orElse("") + "."));
    }

    private static List<String> missing(Template template, Shelf shelf) {
        List<String> missing = new ArrayList<>();
        for (WorkflowStep step : template.steps()) {
            SubWorkflow sub = step.subWorkflow();
            if (sub != null && shelf.find(sub).isEmpty()) {
                missing.add("step " + step.id() + " of " + template.id() + ": no template " + sub.templateId()
                        + (sub.templateVersion() == null ? "" : " of version " + sub.templateVersion()));
            }
        }
        return missing;
    }

    private List<String> unserved(Template template, Set<String> supplied) {
        return template.steps().stream()
                .filter(step -> step.subWorkflow() == null && !supplied.contains(step.satisfyingField()))
                .filter(step -> !parts.endpoints().serves(step.kind(), step.capabilityOrEmpty()))
                .map(step -> "step " + step.id() + " of " + template.id() + ": no endpoint serves the kind "
                        + step.kind() + ": set runfolio.workflow.kinds." + step.kind())
                .toList();
    }

    private static String digest(StartRequest request) {
        return Checksums.sha256(request.templateId() + "\n"
                + request.templateVersion().orElse("") + "\n" + canonical(request.intake()));
    }

    private static String canonical(JsonNode json) {
        try {
            return SORTED.writeValueAsString(SORTED.treeToValue(json, Object.class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree can always be written.", e);
        }
    }

    static StartRefusedException refused(int status, String code, String problem) {
        return new StartRefusedException(status, code, List.of(problem));
    }
}

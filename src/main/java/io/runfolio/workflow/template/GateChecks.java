package io.runfolio.workflow.template;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.workflow.form.Cures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks the gates of a template against its steps. */
final class GateChecks {
    private static final String QA = "qa";
    private static final List<String> CHECKED = List.of("quality", "safety");

    private final Template template;
    private final TemplateErrors errors;

    private GateChecks(Template template, TemplateErrors errors) {
        this.template = template;
        this.errors = errors;
    }

    static void check(Template template, TemplateErrors errors) {
        GateChecks checks = new GateChecks(template, errors);
        for (int i = 0; i < template.gates().size(); i++) {
            TemplateGate gate = template.gates().get(i);
            if (gate.hasEffect()) {
                checks.gate(gate, "gates[" + i + "]");
            }
        }
    }

    private void gate(TemplateGate gate, String path) {
        List<String> ids = template.steps().stream().map(WorkflowStep::id).toList();
        if (gate.step() != null && !ids.contains(gate.step())) {
            errors.add(
                    path + ".step",
                    "names the step " + gate.step() + ", which the template does not have",
                    Cures.instead(gate.step(), ids));
            return;
        }
        unlocks(gate, path);
        int end = gate.step() == null ? ids.size() : ids.indexOf(gate.step()) + 1;
        if (CHECKED.contains(gate.type())) {
            checks(gate, path, template.steps().subList(0, end));
        } else if (!gate.checks().isEmpty()) {
            errors.note(
                    path + ".checks",
                    "has no effect for the type " + gate.type(),
                    "remove it, or set the type to quality or safety");
        }
        boolean hasLimit = template.budgetPolicy() != null
                && template.budgetPolicy().maxCostUsd().isPresent();
        if (gate.type().equals("budget") && !hasLimit) {
            errors.note(
                    path,
                    "has no effect, as budgetPolicy has no limit",
                    "make budgetPolicy an object with " + BudgetPolicy.MAX_COST);
        }
    }

    private void unlocks(TemplateGate gate, String path) {
        List<String> gates = template.gates().stream().map(TemplateGate::id).toList();
        boolean isAmongIds =
                template.gates().stream().filter(TemplateGate::hasEffect).count() > 1;
        for (String unlocked : gate.unlocks()) {
            if (isAmongIds && !gates.contains(unlocked)) {
                errors.note(
                        path + ".unlocks",
                        "names the gate " + Cures.shortened(unlocked) + ", which the template does not have",
                        Cures.instead(unlocked, gates));
            }
        }
    }

    private void checks(TemplateGate gate, String path, List<WorkflowStep> before) {
        List<WorkflowStep> qaSteps =
                before.stream().filter(step -> step.kind().equals(QA)).toList();
        if (qaSteps.isEmpty()) {
            errors.add(
                    path + ".type",
                    "is " + gate.type() + ", and no step of kind qa is before the gate",
                    "add a qa step" + (gate.step() == null ? "" : " before " + gate.step() + ", or move the gate"));
            return;
        }
        List<String> named = new ArrayList<>();
        for (WorkflowStep step : qaSteps) {
            Optional<List<String>> names = checkNames(step);
            if (names.isEmpty()) {
                return; // the step decides what it checks
            }
            named.addAll(names.get());
        }
        for (String check : gate.checks()) {
            if (!named.contains(check)) {
                errors.add(
                        path + ".checks",
                        "names the check " + Cures.shortened(check) + ", which no qa step before it has",
                        Cures.instead(check, named));
            }
        }
    }

    /** Returns the names of the list {@code parameters.checks} of a qa step; empty if it has none. */
    private static Optional<List<String>> checkNames(WorkflowStep step) {
        JsonNode checks = step.parameters().path("checks");
        if (!checks.isArray() || checks.isEmpty()) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        checks.forEach(check -> names.add(
                check.isTextual() ? check.textValue() : check.path("name").asText()));
        return Optional.of(names);
    }
}

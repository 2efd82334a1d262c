package io.runfolio.workflow.content;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.workflow.step.StepCost;
import io.runfolio.workflow.template.BudgetPolicy;
import io.runfolio.workflow.template.FieldType;
import io.runfolio.workflow.template.Reference;
import io.runfolio.workflow.template.SubWorkflow;
import io.runfolio.workflow.template.Template;
import io.runfolio.workflow.template.WorkflowStep;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Budget of runs: the estimate before the start, and the limits of {@code budgetPolicy}. */
public final class Budget {
    /** Field of the policy: {@code refuse} refuses runs with steps whose rate is unknown, {@code allow} starts them. */
    private static final String UNKNOWN_RATE = "onUnknownRate";

    private static final int MAX_DEPTH = 20;
    /** Steps of a run and its sub-workflows that are estimated. */
    private static final int MAX_STEPS = 10_000;

    private static final int MAX_SHOWN = 5;

    private final Function<SubWorkflow, Optional<Template>> subs;
    private final Rates rates;
    private final List<Estimate.Entry> entries = new ArrayList<>();
    private int steps;

    private Budget(Function<SubWorkflow, Optional<Template>> subs, Rates rates) {
        this.subs = subs;
        this.rates = rates;
    }

    /**
     * Estimates a run with its sub-workflows. A step that a supplied artifact satisfies costs nothing.
     *
     * @param subs finds the pinned template of a sub-workflow
     * @param supplied fields of the intake with supplied artifacts
     */
    public static Estimate estimate(
            Template template, Function<SubWorkflow, Optional<Template>> subs, Rates rates, Set<String> supplied) {
        Budget budget = new Budget(subs, rates);
        budget.add("", template, supplied, 0);
        return new Estimate(budget.entries);
    }

    private void add(String prefix, Template template, Set<String> supplied, int depth) {
        for (WorkflowStep step : template.steps()) {
            if (supplied.contains(step.satisfyingField()) || ++steps > MAX_STEPS) {
                continue;
            }
            String path = prefix + step.id();
            Optional<SubWorkflow> sub = Optional.ofNullable(step.subWorkflow());
            if (sub.isEmpty()) {
                Costs.estimate(step, template, rates).ifPresent(cost -> entries.add(new Estimate.Entry(path, cost)));
            } else if (depth < MAX_DEPTH) {
                subs.apply(sub.get())
                        .ifPresent(child -> add(
                                path + "/",
                                child,
                                suppliedTo(sub.get().mapping(template, child), child, supplied),
                                depth + 1));
            }
        }
    }

    /** Returns the fields of a sub-workflow that get an artifact: a supplied one, or that of a step. */
    private static Set<String> suppliedTo(Map<String, JsonNode> mapping, Template child, Set<String> supplied) {
        Set<String> fields = new HashSet<>();
        mapping.forEach((field, value) -> {
            boolean isReference = child.field(field)
                    .filter(one -> one.type() == FieldType.ARTIFACT_REFERENCE)
                    .isPresent();
            if (isReference && givesArtifact(value, supplied)) {
                fields.add(field);
            }
        });
        return fields;
    }

    private static boolean givesArtifact(JsonNode value, Set<String> supplied) {
        Optional<Reference> reference = Optional.ofNullable(value.textValue()).flatMap(Reference::whole);
        if (reference.isEmpty()) {
            return value.isTextual();
        }
        List<Reference.Part> parts = reference.get().parts();
        boolean ofRun = List.of("intake", "inputs").contains(reference.get().head());
        return !ofRun || parts.size() > 1 && supplied.contains(parts.get(1).toString());
    }

    /** Returns why a run must not start, for an answer with status 402; empty if it may. */
    public static Optional<String> refusal(Template template, Estimate estimate) {
        Optional<BudgetPolicy> policy = Optional.ofNullable(template.budgetPolicy());
        boolean refusesUnknown = policy.map(BudgetPolicy::document)
                .filter(document -> document.path(UNKNOWN_RATE).asText().equals("refuse"))
                .isPresent();
        if (refusesUnknown && !estimate.unresolved().isEmpty()) {
            return Optional.of("no rate is known for " + shown(estimate.unresolved())
                    + ": add it to the file of runfolio.workflow.rates, or set budgetPolicy.onUnknownRate of template "
                    + template.id() + " to allow");
        }
        Optional<BigDecimal> maximum = policy.flatMap(BudgetPolicy::maxCostUsd);
        return maximum.filter(limit -> estimate.total().compareTo(limit) > 0)
                .map(limit -> "the estimated cost of " + dollars(estimate.total()) + " exceeds the budget of "
                        + dollars(limit) + " (budgetPolicy.maxCostUsd of template " + template.id() + "): "
                        + shown(largest(estimate)));
    }

    /** Returns why a run must stop before its next step; empty if it may go on. */
    public static Optional<String> overrun(Template template, List<StepCost> costs) {
        BigDecimal spent = Costs.spent(costs);
        return Optional.ofNullable(template.budgetPolicy())
                .flatMap(BudgetPolicy::maxCostUsd)
                .filter(limit -> spent.compareTo(limit) > 0)
                .map(limit -> "the run has cost " + dollars(spent) + " and its budget is " + dollars(limit)
                        + " (budgetPolicy.maxCostUsd of template " + template.id() + ")");
    }

    private static List<String> largest(Estimate estimate) {
        return estimate.entries().stream()
                .filter(entry -> !entry.isUnresolved())
                .sorted(Comparator.comparing(
                        (Estimate.Entry entry) -> entry.cost().estimated(), Comparator.reverseOrder()))
                .map(entry -> entry.label() + " " + dollars(entry.cost().estimated()))
                .toList();
    }

    private static String dollars(BigDecimal amount) {
        return amount.toPlainString() + " USD";
    }

    private static String shown(List<String> labels) {
        String more = labels.size() > MAX_SHOWN ? " and " + (labels.size() - MAX_SHOWN) + " more" : "";
        return labels.stream().limit(MAX_SHOWN).collect(Collectors.joining(", ")) + more;
    }
}

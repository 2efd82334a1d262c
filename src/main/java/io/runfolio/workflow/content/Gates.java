package io.runfolio.workflow.content;

import io.runfolio.workflow.step.StepCheck;
import io.runfolio.workflow.template.Template;
import io.runfolio.workflow.template.TemplateGate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Gates of a template: where they are, and whether the checks let a run pass. */
public final class Gates {
    /** Type of a gate that waits for a decision on the artifact. */
    public static final String APPROVAL = "approval";

    /** Type of a gate that compares the cost so far with the budget. */
    public static final String BUDGET = "budget";

    private static final Set<String> CHECKED = Set.of("quality", "safety");
    private static final int MAX_SHOWN = 5;

    private Gates() {}

    /**
     * Returns the gates after a step that have an effect, in the order of the template.
     *
     * @param last whether it is the last step; gates without a step are there
     */
    public static List<TemplateGate> after(Template template, String stepId, boolean last) {
        return template.gates().stream()
                .filter(gate -> isApproval(gate) || isBudget(gate) || isChecked(gate))
                .filter(gate -> gate.step() == null ? last : gate.step().equals(stepId))
                .toList();
    }

    public static boolean isApproval(TemplateGate gate) {
        return APPROVAL.equals(gate.type());
    }

    public static boolean isBudget(TemplateGate gate) {
        return BUDGET.equals(gate.type());
    }

    /** Returns whether a gate reads checks of {@code qa} steps. */
    public static boolean isChecked(TemplateGate gate) {
        return gate.type() != null && CHECKED.contains(gate.type());
    }

    /**
     * Returns why a quality or safety gate fails; empty if it passes, or reads no checks. A gate without checks to read
     * fails.
     *
     * @param checks checks so far, the oldest first; of several with one name the last counts
     */
    public static Optional<String> evaluate(TemplateGate gate, List<StepCheck> checks) {
        if (!isChecked(gate)) {
            return Optional.empty();
        }
        Map<String, StepCheck> byName = new LinkedHashMap<>();
        checks.forEach(check -> byName.put(check.name(), check));
        Collection<String> wanted = gate.checks().isEmpty() ? byName.keySet() : gate.checks();
        if (wanted.isEmpty()) {
            return Optional.of("no qa step before it has a check");
        }
        List<String> failures = wanted.stream()
                .flatMap(name -> failure(name, byName.get(name)).stream())
                .toList();
        return failures.isEmpty() ? Optional.empty() : Optional.of(shown(failures));
    }

    private static Optional<String> failure(String name, StepCheck check) {
        if (check == null) {
            return Optional.of("check " + name + " is missing");
        }
        String why = check.message() == null ? "" : ": " + check.message();
        return check.passed() ? Optional.empty() : Optional.of("check " + name + " failed" + why);
    }

    private static String shown(List<String> failures) {
        String more = failures.size() > MAX_SHOWN ? "; and " + (failures.size() - MAX_SHOWN) + " more" : "";
        return failures.stream().limit(MAX_SHOWN).collect(Collectors.joining("; ")) + more;
    }
}

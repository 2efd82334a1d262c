package io.runfolio.workflow.engine;

import io.runfolio.workflow.template.SubWorkflow;
import io.runfolio.workflow.template.Template;
import io.runfolio.workflow.template.WorkflowStep;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Templates of the sub-workflows of a run, at all levels, pinned when the run starts. */
final class SubTemplates {
    private static final String CANONICAL = "canonical";

    private SubTemplates() {}

    /** Returns the name of a sub-workflow's template in a specification. */
    static String key(SubWorkflow sub) {
        return sub.templateId() + "@" + (sub.templateVersion() == null ? CANONICAL : sub.templateVersion());
    }

    /** Returns all templates that a run of a template may use. */
    static Map<String, Template> of(Template template, Function<SubWorkflow, Optional<Template>> finder) {
        Map<String, Template> found = new LinkedHashMap<>();
        add(template, finder, found);
        return found;
    }

    private static void add(
            Template template, Function<SubWorkflow, Optional<Template>> finder, Map<String, Template> found) {
        for (WorkflowStep step : template.steps()) {
            SubWorkflow sub = step.subWorkflow();
            if (sub != null && !found.containsKey(key(sub))) {
                finder.apply(sub).ifPresent(child -> {
                    found.put(key(sub), child);
                    add(child, finder, found);
                });
            }
        }
    }
}

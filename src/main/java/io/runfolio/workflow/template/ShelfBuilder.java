package io.runfolio.workflow.template;

import io.runfolio.workflow.form.Levels;
import io.runfolio.workflow.form.VersionOrder;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Checks the templates of a folder against each other. */
final class ShelfBuilder {
    private static final String UNSERVED = "kind_unserved";

    private final TemplateRules rules;
    private final List<TemplateProblem> problems;
    private final List<TemplateProblem> notes;
    private final Versions versions;
    private final Map<String, Template> byFile = new LinkedHashMap<>();
    /** Templates by file that are valid so far. */
    private final Map<String, Template> valid;

    private final Levels levels = new Levels(this::children);

    /**
     * @param parsed templates without problems of their own
     * @param problems problems so far; more are added
     * @param notes remarks so far; more are added
     */
    ShelfBuilder(
            Collection<Template> parsed,
            TemplateRules rules,
            List<TemplateProblem> problems,
            List<TemplateProblem> notes) {
        this.rules = rules;
        this.problems = problems;
        this.notes = notes;
        this.versions = Versions.of(parsed, rules, problems);
        versions.all().forEach(template -> byFile.put(template.file(), template));
        this.valid = new LinkedHashMap<>(byFile);
    }

    TemplateFolder.Shelf build() {
        versions.all().forEach(this::succession);
        Map<String, TemplateErrors> errors = new LinkedHashMap<>();
        versions.all().forEach(template -> errors.put(template.file(), check(template)));
        valid.values().removeIf(template -> report(template, errors.get(template.file())));
        while (valid.values().removeIf(template -> report(template, subWorkflows(template)))) {
            // a template whose sub-workflow has become invalid is invalid too
        }
        List<Template> sorted = valid.values().stream()
                .sorted(Comparator.comparing(Template::id)
                        .thenComparing(Template::canonical, Comparator.reverseOrder())
                        .thenComparing(Template::version, VersionOrder.INSTANCE.reversed()))
                .toList();
        sorted.forEach(this::kinds);
        return new TemplateFolder.Shelf(sorted, List.copyOf(problems), List.copyOf(notes));
    }

    private TemplateErrors check(Template template) {
        TemplateErrors errors = subWorkflows(template);
        levels(template, errors);
        SubWorkflowChecks subWorkflows = new SubWorkflowChecks(template, errors);
        for (int i = 0; i < template.steps().size(); i++) {
            WorkflowStep step = template.steps().get(i);
            String path = template.stepPath(i);
            Optional.ofNullable(step.subWorkflow())
                    .flatMap(this::child)
                    .ifPresent(child -> subWorkflows.check(step, child, path));
        }
        SupplyChecks.check(template, this::child, errors);
        ReferenceChecks.check(template, this::child, errors);
        return errors;
    }

    /** Checks that the templates of the sub-workflows exist and are valid so far. */
    private TemplateErrors subWorkflows(Template template) {
        TemplateErrors errors = new TemplateErrors(template.document());
        for (int i = 0; i < template.steps().size(); i++) {
            SubWorkflow sub = template.steps().get(i).subWorkflow();
            if (sub != null) {
                exists(sub, template.stepPath(i) + ".subWorkflow", errors);
            }
        }
        return errors;
    }

    /** Adds the problems and remarks of a template; returns whether it has any problem. */
    private boolean report(Template template, TemplateErrors errors) {
        errors.problems().forEach(problem -> problems.add(problem.in(template.file())));
        errors.notes().forEach(note -> notes.add(note.in(template.file())));
        return !errors.isEmpty();
    }

    private void exists(SubWorkflow sub, String path, TemplateErrors errors) {
        Optional<Template> child = child(sub);
        if (child.isEmpty()) {
            versions.reportMissing(sub, path, errors);
        } else if (!valid.containsKey(child.get().file())) {
            errors.add(
                    path + ".templateId",
                    "names a template that cannot be used: " + child.get().named(),
                    "correct " + child.get().file());
        }
    }

    private Optional<Template> child(SubWorkflow sub) {
        return versions.find(sub.templateId(), sub.templateVersion());
    }

    /** Checks that a template does not contain itself and has a bounded number of levels. */
    private void levels(Template template, TemplateErrors errors) {
        for (int i = 0; i < template.steps().size(); i++) {
            Optional<Template> child =
                    Optional.ofNullable(template.steps().get(i).subWorkflow()).flatMap(this::child);
            if (child.isPresent()) {
                chain(
                        levels.chain(template.file(), child.get().file()),
                        template.stepPath(i) + ".subWorkflow.templateId",
                        errors);
            }
        }
    }

    /** Returns the files of the templates of sub-workflows. */
    private List<String> children(String file) {
        return byFile.get(file).steps().stream()
                .map(WorkflowStep::subWorkflow)
                .filter(Objects::nonNull)
                .flatMap(sub -> child(sub).stream())
                .map(Template::file)
                .distinct()
                .toList();
    }

    private void chain(List<String> files, String path, TemplateErrors errors) {
        String shown = files.stream().limit(rules.maxDepth() + 2L).collect(Collectors.joining(" > "));
        if (Levels.isCycle(files)) {
            errors.add(path, "leads back to a workflow that contains it: " + shown, "remove one of the steps");
        } else if (files.size() > rules.maxDepth()) {
            errors.add(
                    path,
                    "leads to more than " + rules.maxDepth() + " levels: " + shown,
                    "use fewer levels, or raise runfolio.workflow.max-depth");
        }
    }

    private void succession(Template template) {
        Template.Successor next = template.supersededBy();
        if (next != null
                && versions.find(next.templateId(), next.templateVersion()).isEmpty()) {
            notes.add(new TemplateProblem(
                    TemplateProblem.NOTE,
                    template.file(),
                    "supersededBy",
                    "names a template that is missing or invalid: " + next.templateId(),
                    "add its file, or correct the id"));
        }
    }

    /** Reports steps that no endpoint serves. The template stays, as other workers may have the endpoint. */
    private void kinds(Template template) {
        for (int i = 0; rules.serves().isPresent() && i < template.steps().size(); i++) {
            WorkflowStep step = template.steps().get(i);
            boolean isServed =
                    step.subWorkflow() != null || rules.serves().get().test(step.kind(), step.capabilityOrEmpty());
            if (!isServed) {
                String key = "runfolio.workflow.kinds." + step.kind();
                problems.add(new TemplateProblem(
                        UNSERVED,
                        template.file(),
                        template.stepPath(i) + ".kind",
                        "is " + step.kind() + ", which no endpoint serves",
                        "set " + key + (step.capability() == null ? "" : " or " + key + "." + step.capability())));
            }
        }
    }
}

package io.runfolio.workflow.template;

import io.runfolio.workflow.form.Cures;
import io.runfolio.workflow.form.VersionOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Versions of the templates of a folder, and the canonical ones. */
final class Versions {
    private final Map<String, Template> byVersion = new LinkedHashMap<>();
    private final Map<String, Template> canonical = new LinkedHashMap<>();

    /** Adds one template for each version; others are problems. */
    static Versions of(Collection<Template> templates, TemplateRules rules, List<TemplateProblem> problems) {
        Versions versions = new Versions();
        Map<String, List<Template>> byId = new LinkedHashMap<>();
        for (Template template : templates) {
            Optional<TemplateProblem> changed = rules.used().flatMap(used -> used.problem(template));
            Template other = versions.byVersion.get(key(template.id(), template.version()));
            if (changed.isPresent()) {
                problems.add(changed.get());
            } else if (other != null) {
                problems.add(problem(
                        template,
                        "version",
                        "is that of " + other.file() + ": " + template.named(),
                        "give one of the two files another version or id"));
            } else {
                versions.byVersion.put(key(template.id(), template.version()), template);
                byId.computeIfAbsent(template.id(), id -> new ArrayList<>()).add(template);
            }
        }
        byId.values().forEach(same -> versions.mark(same, problems));
        return versions;
    }

    /** Marks the canonical version: the one that says so, else the highest that is not deprecated. */
    private void mark(List<Template> versions, List<TemplateProblem> problems) {
        List<Template> marked = versions.stream().filter(Template::canonical).toList();
        marked.stream()
                .skip(1)
                .forEach(template -> problems.add(problem(
                        template,
                        "canonical",
                        "is true for two versions of " + template.id() + ", also in "
                                + marked.get(0).file(),
                        "keep it in the version that runs are to take")));
        Template chosen = marked.stream().findFirst().orElseGet(() -> highest(versions));
        for (Template template : versions) {
            Template same = template.withCanonical(template == chosen);
            byVersion.put(key(template.id(), template.version()), same);
            if (same.canonical()) {
                canonical.put(template.id(), same);
            }
        }
    }

    private static Template highest(List<Template> versions) {
        Comparator<Template> order = Comparator.comparing(Template::version, VersionOrder.INSTANCE);
        return versions.stream()
                .filter(template -> !template.deprecated())
                .max(order)
                .orElseGet(() -> versions.stream().max(order).orElseThrow());
    }

    /** Returns the template of a reference. */
    Optional<Template> find(String id, String version) {
        return Optional.ofNullable(version == null ? canonical.get(id) : byVersion.get(key(id, version)));
    }

    Collection<Template> all() {
        return byVersion.values();
    }

    /** Reports a reference to a template that does not exist. */
    void reportMissing(SubWorkflow sub, String path, TemplateErrors errors) {
        if (canonical.containsKey(sub.templateId())) {
            List<String> versions = all().stream()
                    .filter(other -> other.id().equals(sub.templateId()))
                    .map(Template::version)
                    .toList();
            errors.add(
                    path + ".templateVersion",
                    "names the version " + sub.templateVersion() + " of " + sub.templateId()
                            + ", which is missing or invalid",
                    "add its file, or " + Cures.instead(sub.templateVersion(), versions));
        } else {
            errors.add(
                    path + ".templateId",
                    "names the template " + sub.templateId() + ", which is missing or invalid",
                    "add its file, or " + Cures.instead(sub.templateId(), canonical.keySet()));
        }
    }

    private static String key(String id, String version) {
        return id + "\n" + version;
    }

    private static TemplateProblem problem(Template template, String field, String reason, String cure) {
        return new TemplateProblem(TemplateProblem.INVALID, template.file(), field, reason, cure);
    }
}

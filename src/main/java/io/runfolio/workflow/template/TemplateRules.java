package io.runfolio.workflow.template;

import io.runfolio.settings.WorkflowSettings;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Rules for templates that come from the operator's settings.
 *
 * @param maxDepth maximum number of levels of runs and their child runs
 * @param serves whether an endpoint serves a kind with a capability; empty if no endpoints are configured
 * @param used versions that runs have used; empty without runs
 */
public record TemplateRules(int maxDepth, Optional<BiPredicate<String, String>> serves, Optional<UsedVersions> used) {
    private static final int DEFAULT_DEPTH = 5;

    /** Rules without settings. */
    public static final TemplateRules DEFAULT = new TemplateRules(DEFAULT_DEPTH, Optional.empty(), Optional.empty());

    /** Returns the rules of the settings. */
    public static TemplateRules of(WorkflowSettings settings) {
        if (!settings.isEnabled()) {
            return new TemplateRules(settings.maxDepth(), Optional.empty(), Optional.empty());
        }
        return new TemplateRules(
                settings.maxDepth(),
                Optional.of(
                        (kind, capability) -> settings.kind(kind, capability).isPresent()),
                Optional.of(new UsedVersions(usedVersions(settings.runs()))));
    }

    /** Returns the file of the used versions in a folder of runs. */
    private static Path usedVersions(Path runs) {
        return runs.resolve("templates.jsonl");
    }
}

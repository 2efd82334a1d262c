package io.runfolio.workflow;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Another template whose run makes a step's output.
 *
 * @param templateId the template
 * @param templateVersion its version
 * @param intakeMapping what its intake's fields are; texts with references such as {@code {intake.topic}}
 */
public record SubWorkflow(String templateId, String templateVersion, Map<String, String> intakeMapping) {
    public SubWorkflow {
        intakeMapping = Collections.unmodifiableMap(new LinkedHashMap<>(intakeMapping));
    }
}

package io.runfolio.workflow.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Template whose run produces the output of a step.
 *
 * @param templateId id of the template
 * @param templateVersion its version; null for the canonical one
 * @param intakeMapping values of its inputs by field; texts may have references such as {@code {intake.topic}}. Null
 *     for the fields that both templates have
 */
public record SubWorkflow(String templateId, String templateVersion, Map<String, JsonNode> intakeMapping) {
    public SubWorkflow {
        intakeMapping = intakeMapping == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(intakeMapping));
    }

    /**
     * Returns the values of the inputs by field.
     *
     * @param parent template of the step
     * @param child template that is run
     */
    public Map<String, JsonNode> mapping(Template parent, Template child) {
        if (intakeMapping != null) {
            return intakeMapping;
        }
        Map<String, JsonNode> byName = new LinkedHashMap<>();
        child.intakeSchema().stream()
                .map(TemplateField::name)
                .filter(name -> parent.field(name).isPresent())
                .forEach(name -> byName.put(name, TextNode.valueOf("{intake." + name + "?}")));
        return byName;
    }
}

package io.runfolio.workflow.template;

/**
 * Artifact that a step makes.
 *
 * @param artifactClass its class; of {@code emitsArtifact: true} that of the template
 * @param artifactType its type; of {@code emitsArtifact: true} that of the template
 */
public record EmitsArtifact(String artifactClass, String artifactType) {}

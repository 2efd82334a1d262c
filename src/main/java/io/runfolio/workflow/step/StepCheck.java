package io.runfolio.workflow.step;

/**
 * Result of one quality or safety check of a {@code qa} step.
 *
 * @param name name of the check; a gate refers to it
 * @param passed whether the check passed
 * @param score score between 0 and 1; null if absent
 * @param message reason; null if absent
 */
public record StepCheck(String name, boolean passed, Double score, String message) {}

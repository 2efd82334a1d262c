package io.runfolio.workflow.step;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Request to an endpoint to execute one step. All references are resolved.
 *
 * @param runId id of the workflow run
 * @param stepId id of the step in its template
 * @param kind kind of the step, such as {@code llm}
 * @param capability capability of the step, such as {@code text_to_image}; the empty string if absent
 * @param attempt number of the attempt; 1 is the first
 * @param idempotencyKey key of the step's side effects; the same for every attempt of one execution, also after a kill
 * @param deadline time at which the attempt is given up
 * @param folder work folder of the attempt, for files of the answer
 * @param document the documented JSON that an endpoint receives; {@code docs/workflows.md} lists the fields
 */
public record StepRequest(
        String runId,
        String stepId,
        String kind,
        String capability,
        int attempt,
        String idempotencyKey,
        Instant deadline,
        Path folder,
        ObjectNode document) {}

package io.runfolio.workflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * Request to start a workflow run.
 *
 * @param templateId id of the template
 * @param templateVersion version; empty for the canonical one
 * @param intake object of the inputs
 * @param caller name of the caller, for the record
 * @param idempotencyKey key of the caller: a repeated request returns the same run
 */
public record StartRequest(
        String templateId,
        Optional<String> templateVersion,
        JsonNode intake,
        String caller,
        Optional<String> idempotencyKey) {}

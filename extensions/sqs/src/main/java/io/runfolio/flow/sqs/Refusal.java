package io.runfolio.flow.sqs;

import io.runfolio.intake.RefusedEventException;

/**
 * Reason why a message, or one of its objects, can never be an event.
 *
 * @param body what is kept among the refused events
 * @param place where it came from, the same for each delivery
 */
record Refusal(byte[] body, String place, RefusedEventException reason) {}

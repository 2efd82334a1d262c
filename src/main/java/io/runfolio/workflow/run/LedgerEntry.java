package io.runfolio.workflow.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * Line of a run's step ledger, which is also an event of its stream.
 *
 * @param seq position in the ledger; 1 is the first
 * @param at time of the entry
 * @param type word such as {@code step.completed}; {@code docs/workflows.md} lists the types
 * @param data fields of the type
 */
public record LedgerEntry(long seq, Instant at, String type, ObjectNode data) {}

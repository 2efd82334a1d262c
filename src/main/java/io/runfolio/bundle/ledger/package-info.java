/**
 * Lines of a bundle's {@code ledger.jsonl} about holds and removed files: hold, purge, restore, tombstone.
 * {@link io.runfolio.bundle.ledger.RetentionState} is their fold.
 */
package io.runfolio.bundle.ledger;

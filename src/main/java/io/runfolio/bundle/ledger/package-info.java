/**
 * Lines of a bundle's {@code ledger.jsonl} about keeping and removing files: holds, purges, restores, tombstones.
 * {@link io.runfolio.bundle.ledger.RetentionState} is their fold.
 */
package io.runfolio.bundle.ledger;

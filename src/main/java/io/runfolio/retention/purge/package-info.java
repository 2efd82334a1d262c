/**
 * Removes files of sealed bundles and brings them back. A line in the bundle's ledger is always first; files follow
 * what the ledger says, and {@link io.runfolio.retention.purge.TrashSweep} completes what a killed process left.
 */
package io.runfolio.retention.purge;

/**
 * The index: one line a run in {@code index.jsonl}, appended by one writer at a time and restored from the bundles; beside it the ledger that knows which event became which run, and the
 * locks by which threads and processes take turns.
 */
package io.runfolio.index;

/** Artifacts: what bundles hold, as things to look at, decide on, compare, adopt and export. Changes are a ledger in the bundle, never an edit of its records. */
package io.runfolio.artifact;

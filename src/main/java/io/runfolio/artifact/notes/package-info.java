/** Notes of runs after sealing, and upgrades of older bundles. */
package io.runfolio.artifact.notes;

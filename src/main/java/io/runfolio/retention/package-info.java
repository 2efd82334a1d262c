/**
 * Retention of sealed bundles: holds, and removal and restoring of files. {@link io.runfolio.retention.Protections}
 * decides what is never removed; {@link io.runfolio.retention.hold} has holds, {@link io.runfolio.retention.purge} the
 * removal.
 */
package io.runfolio.retention;

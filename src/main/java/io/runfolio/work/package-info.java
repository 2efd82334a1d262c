/**
 * Bundling without Camel. Has one event's bundle, one asset's derivatives, recovery, readiness, verification and
 * counters.
 */
package io.runfolio.work;

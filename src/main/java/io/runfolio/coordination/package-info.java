/**
 * Coordination of the workers that share one set of events and bundles. It consists of claims, event locks, run ids,
 * alive marks and the rights to append to shared files. Implementations are in packages of their own.
 */
package io.runfolio.coordination;

/**
 * Plans of retention: what a policy would remove and why. They are made from the catalog, stored, and applied entry by
 * entry.
 */
package io.runfolio.retention.plan;

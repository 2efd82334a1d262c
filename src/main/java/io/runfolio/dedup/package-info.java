/**
 * Deduplication: equal originals of several bundles share their bytes by clones or hard links.
 *
 * <p>The objects folder only helps to find equal bytes. A bundle's original is always a regular file of its own path,
 * so no bundle needs an object, and uses of an object are derived from the bundles, never counted.
 */
package io.runfolio.dedup;

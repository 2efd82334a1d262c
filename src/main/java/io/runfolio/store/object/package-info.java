/**
 * Objects in a store of another machine, such as a bucket. Implementations are artifacts of their own that
 * {@link java.util.ServiceLoader} finds.
 */
package io.runfolio.store.object;

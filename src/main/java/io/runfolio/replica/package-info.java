/**
 * Working copies of bundles that are in an object store. {@link io.runfolio.replica.ObjectBundleStore} writes to the
 * store, {@link io.runfolio.replica.WorkingCopy} follows what other hosts write.
 */
package io.runfolio.replica;

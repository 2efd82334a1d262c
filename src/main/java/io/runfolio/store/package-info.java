/**
 * Storage of sealed bundles. {@link io.runfolio.store.BundleStore} lists, opens, seals and changes bundles;
 * {@link io.runfolio.store.local} keeps them in the outputs folder.
 */
package io.runfolio.store;

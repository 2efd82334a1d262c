/** Opens the catalog, keeps it up to date with the index and the bundles, and audits it. */
package io.runfolio.catalog.sync;

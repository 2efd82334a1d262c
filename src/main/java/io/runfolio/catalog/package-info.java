/**
 * The catalog: a database over the bundles for search, filters and paging. It can be deleted at any time and is rebuilt
 * from the bundles.
 */
package io.runfolio.catalog;

/** Catalog in SQLite or PostgreSQL: schema, query planner, readers, writers and bulk loads. */
package io.runfolio.catalog.sql;

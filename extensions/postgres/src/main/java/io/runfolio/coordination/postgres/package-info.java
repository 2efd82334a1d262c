/** Coordination of workers on many hosts by tables of a PostgreSQL database. */
package io.runfolio.coordination.postgres;

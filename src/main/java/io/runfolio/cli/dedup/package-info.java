/** Commands for deduplication. */
package io.runfolio.cli.dedup;

/** Commands for the mirror in an object store. */
package io.runfolio.cli.store;

/** Options that commands share, and the ids, folders and catalog that they name. */
package io.runfolio.cli.input;

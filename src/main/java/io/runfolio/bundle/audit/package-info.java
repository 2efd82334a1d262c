/** Read-only checks of an outputs folder: records, files, ledgers and leftovers of dead workers. */
package io.runfolio.bundle.audit;

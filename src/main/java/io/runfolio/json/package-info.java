/** Builds JSON mappers for documents of foreign origin: limits per kind of document, and no parser state that two documents share. */
package io.runfolio.json;

/**
 * Index ({@code index.jsonl}), processed events, review logs and change feed. All of them are appended by one writer at
 * a time and can be rebuilt from the bundles.
 */
package io.runfolio.index;

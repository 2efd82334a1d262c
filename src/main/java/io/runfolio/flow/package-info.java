/** What the routes call that must know the flow: steps over the rooms' parts, the gatherer, the ledger, readiness. The routes themselves are in {@code routes/*.camel.yaml}. */
package io.runfolio.flow;

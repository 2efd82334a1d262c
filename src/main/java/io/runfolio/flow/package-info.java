/**
 * Steps that the routes call, the aggregation of assets, and adapters to Camel's exec and health.
 *
 * <p>The routes are in {@code routes/*.camel.yaml}.
 */
package io.runfolio.flow;

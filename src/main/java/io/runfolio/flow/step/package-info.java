/** Steps of workflow runs through Camel: a route for each kind, from request to answer. */
package io.runfolio.flow.step;

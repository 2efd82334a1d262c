/** The HTTP API without a server: requests to answers, one class a resource, in the shapes of {@code openapi.yaml}. What brings requests here and carries answers away is the flow's. */
package io.runfolio.api;

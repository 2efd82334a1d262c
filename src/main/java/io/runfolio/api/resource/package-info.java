/** One class per HTTP resource, in the shapes of openapi.yaml. */
package io.runfolio.api.resource;

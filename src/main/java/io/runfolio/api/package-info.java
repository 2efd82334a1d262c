/**
 * Requests, responses and errors of the HTTP API, independent of the server.
 *
 * <p>The sub-packages hold one class per resource and what they share. The package {@code io.runfolio.http} is the
 * server.
 */
package io.runfolio.api;

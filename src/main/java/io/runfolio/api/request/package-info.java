/** Readers of query parameters, JSON bodies, events and conditional headers. */
package io.runfolio.api.request;

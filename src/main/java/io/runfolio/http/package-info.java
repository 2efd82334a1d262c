/** The HTTP server under Camel's platform-http: connections, limits, requests to exchanges, responses. */
package io.runfolio.http;

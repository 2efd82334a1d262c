/** The HTTP server under Camel's platform-http: requests become exchanges, answers are sent without being held in memory. */
package io.runfolio.flow.http;

/**
 * Spans of events and requests, sent to a collector. No class of this package is loaded unless tracing is switched on.
 */
package io.runfolio.trace;

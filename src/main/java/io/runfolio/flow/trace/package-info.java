/** Spans of events and requests, sent to a collector. No class of this room is loaded unless traces are switched on. */
package io.runfolio.flow.trace;

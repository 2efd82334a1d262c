/**
 * Submission of events that come over HTTP or from a message broker.
 *
 * <p>An event is durable in the queue before its sender gets an answer or its broker an acknowledgement. An event that
 * is known already is not written again.
 */
package io.runfolio.submission;

/** Jobs that all workers share: durable cursors, each of which feeds few tasks at a time. */
package io.runfolio.coordination.job;

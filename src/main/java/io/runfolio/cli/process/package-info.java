/** The worker and server processes: start, supervision, heap guard, management port, traces. */
package io.runfolio.cli.process;

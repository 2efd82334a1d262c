/** Chunks of long clips as tasks of all workers. The worker that has the run offers them; any executes them. */
package io.runfolio.work.chunk;

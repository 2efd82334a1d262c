/** Execution of workflow runs. A run goes on from its last recorded step until it ends or waits. */
package io.runfolio.workflow.engine;

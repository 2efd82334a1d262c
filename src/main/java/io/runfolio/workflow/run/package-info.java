/** Runs of workflows: specification, step ledger, execution and result. */
package io.runfolio.workflow.run;

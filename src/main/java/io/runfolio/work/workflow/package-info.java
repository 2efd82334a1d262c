/** Workflow runs and bundles: artifacts as workflows see them, and the evidence of runs in bundles. */
package io.runfolio.work.workflow;

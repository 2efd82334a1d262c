/** Contract between workflow runs and the endpoints of their steps: request, answer and failure. */
package io.runfolio.workflow.step;

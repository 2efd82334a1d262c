/** Templates of workflows: their form, their checks, their versions and the inputs of runs. */
package io.runfolio.workflow.template;

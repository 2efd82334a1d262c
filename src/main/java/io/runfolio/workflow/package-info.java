/** Workflows: templates, the orders and the runs made from them. */
package io.runfolio.workflow;

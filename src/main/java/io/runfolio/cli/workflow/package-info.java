/** Commands for templates and workflow runs. */
package io.runfolio.cli.workflow;

/** Workflows as far as Runfolio has a part in them: templates say what a run needs, orders wait in a queue folder for the generator that makes it. */
package io.runfolio.workflow;

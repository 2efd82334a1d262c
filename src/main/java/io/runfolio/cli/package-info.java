/** The {@code runfolio} commands. Exit codes: 0 all is well, 1 an unexpected failure, 2 wrong usage or settings, 3 some events were refused, 4 work cannot be done here just now. */
package io.runfolio.cli;

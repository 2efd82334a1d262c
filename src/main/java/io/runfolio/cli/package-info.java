/** Entry point of the command line {@code runfolio}. */
package io.runfolio.cli;

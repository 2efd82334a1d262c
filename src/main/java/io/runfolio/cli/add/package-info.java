/** Events that are made from files on the command line. */
package io.runfolio.cli.add;

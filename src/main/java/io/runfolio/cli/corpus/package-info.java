/** The command `runfolio corpus`: bundles every file of a folder and reports on each. */
package io.runfolio.cli.corpus;

/** Output of commands: tables, trees, JSON, progress, errors and exit codes. */
package io.runfolio.cli.output;

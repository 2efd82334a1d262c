/** Commands of `runfolio`, one class each. */
package io.runfolio.cli.command;

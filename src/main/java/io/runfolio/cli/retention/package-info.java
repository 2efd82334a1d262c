/** The command {@code runfolio retention}: plans, their application and the state of the policy. */
package io.runfolio.cli.retention;

/** Derivatives of sealed runs made again: after a failure, a loss or a purge, or with other settings. */
package io.runfolio.work.redo;

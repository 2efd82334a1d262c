/** Derivatives of sealed runs made again: after failures, after losses and purges, and for new settings. */
package io.runfolio.work.redo;

/** Tasks that one worker offers to the other workers of its outputs folder. */
package io.runfolio.coordination.task;

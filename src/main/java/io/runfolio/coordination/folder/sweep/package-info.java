/** Files in the queue folder that killed processes left, and that no claim belongs to. */
package io.runfolio.coordination.folder.sweep;

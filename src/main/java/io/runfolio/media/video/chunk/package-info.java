/** Encoding of long clips in chunks: cuts, tasks, their checkpoints, and checks of the joined clip. */
package io.runfolio.media.video.chunk;

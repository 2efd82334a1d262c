/** Encoding of long clips in chunks: where to cut, tasks and their checkpoints, and checks of the joined clip. */
package io.runfolio.media.video.chunk;

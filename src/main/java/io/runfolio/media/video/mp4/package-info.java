/** Readers of MP4 headers: of derivatives, and of plain clips without starting a program. */
package io.runfolio.media.video.mp4;

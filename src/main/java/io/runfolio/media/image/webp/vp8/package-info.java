/** Decodes VP8 key frames, the lossy bitstream of WebP (RFC 6386). */
package io.runfolio.media.image.webp.vp8;

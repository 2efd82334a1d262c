/** Lossy WebP: a decoder of VP8 key frames (RFC 6386) in Java alone, exact to the reference decoder's pixels before the conversion to RGB. */
package io.runfolio.media.image.vp8;

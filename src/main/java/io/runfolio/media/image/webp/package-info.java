/** Reads WebP containers, stills and animations. */
package io.runfolio.media.image.webp;

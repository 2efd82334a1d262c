/** Encodes pixels as WebP, JPEG or PNG and adds XMP. */
package io.runfolio.media.image.encode;

/** Metadata that a picture file carries: EXIF, IPTC, XMP, rights and texts. */
package io.runfolio.media.image.metadata;

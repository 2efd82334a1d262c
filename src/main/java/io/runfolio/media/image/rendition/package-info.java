/** Named renditions: pictures of a configured size, crop, background and watermark. */
package io.runfolio.media.image.rendition;

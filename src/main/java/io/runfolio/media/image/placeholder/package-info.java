/** Placeholders of pictures, shown until the thumb has arrived: ThumbHash and dominant color. */
package io.runfolio.media.image.placeholder;

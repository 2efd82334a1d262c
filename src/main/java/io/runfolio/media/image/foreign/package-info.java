/** Formats that are decoded outside this process: sizes from their headers, and the decoder interface. */
package io.runfolio.media.image.foreign;

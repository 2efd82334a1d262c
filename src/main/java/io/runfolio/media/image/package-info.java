/**
 * Pictures: what they are from their headers, and their web and thumb derivatives. Headers are judged before anything is decoded; foreign bytes meet Java code or the JDK's own
 * decoders here, and other native decoders only in a child process behind {@link io.runfolio.media.image.FallbackDecoder}.
 */
package io.runfolio.media.image;

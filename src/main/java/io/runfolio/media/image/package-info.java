/**
 * Inspects pictures and makes their web and thumb derivatives.
 *
 * <p>Headers are checked before anything is decoded. Foreign bytes are read by Java code or by the decoders of the JDK;
 * other native decoders run only in a child process behind {@link io.runfolio.media.image.foreign.FallbackDecoder}.
 *
 * <p>A format is a package with one {@link io.runfolio.media.image.format.ImageFile}, and one line in
 * {@code ImageFormats}.
 */
package io.runfolio.media.image;

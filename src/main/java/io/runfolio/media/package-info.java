/**
 * A file goes in, what it is and its derivative files come out. This room knows what a picture or a clip is and nothing of bundles or routes.
 *
 * <p>What is wrong with a file is told as a value, {@link io.runfolio.media.MediaResult}; exceptions are for our own disk ({@link io.runfolio.run.StorageException}) and for being
 * stopped ({@link io.runfolio.run.InterruptedRunException}).
 */
package io.runfolio.media;

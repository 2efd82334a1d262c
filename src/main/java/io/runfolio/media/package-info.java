/**
 * Media processing: inspects a file and makes its derivatives. Independent of bundles and routes.
 *
 * <p>A problem of the file is a value, {@link io.runfolio.media.MediaResult}. Exceptions report failures of local
 * storage ({@link io.runfolio.files.StorageException}) and interrupts
 * ({@link io.runfolio.files.InterruptedRunException}).
 */
package io.runfolio.media;

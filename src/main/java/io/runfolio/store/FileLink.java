package io.runfolio.store;

import java.net.URI;

/**
 * Link with which a client reads a file of a bundle without credentials, until it expires.
 *
 * @param uri the link
 * @param isAnonymous whether it reveals neither the run nor the path of the file
 */
public record FileLink(URI uri, boolean isAnonymous) {}

/** Media that a working copy fetches when they are read, and evicts when they are many. */
package io.runfolio.replica.media;

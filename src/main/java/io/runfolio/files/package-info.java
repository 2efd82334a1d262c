/** Durable file operations, locks, checksums and path resolution. Imports the JDK only. */
package io.runfolio.files;

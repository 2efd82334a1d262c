/** Locks over threads and processes, and marks of processes that are alive. */
package io.runfolio.files.lock;

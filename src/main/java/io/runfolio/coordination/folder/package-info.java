/**
 * Coordination by files. Events are claimed by renames in the queue folder, all else by links and locks below
 * {@code outputs/.runfolio}. No other package opens lock files or renames event files.
 */
package io.runfolio.coordination.folder;

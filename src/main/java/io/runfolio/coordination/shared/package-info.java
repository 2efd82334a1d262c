/** Records that all processes share: files of a common folder, or rows of a database. */
package io.runfolio.coordination.shared;

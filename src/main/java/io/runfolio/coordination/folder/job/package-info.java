/** Jobs as files in the outputs folder, for workers that folders coordinate. */
package io.runfolio.coordination.folder.job;

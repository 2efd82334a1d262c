/** Export, import and adoption of artifacts and bundles, with verified copies. */
package io.runfolio.artifact.transfer;

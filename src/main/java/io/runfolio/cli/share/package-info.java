/** Commands of temporary access: share links and signed URLs. */
package io.runfolio.cli.share;

/**
 * Temporary access without an account: share links of artifacts, and signed URLs of single files.
 *
 * <p>A link is stored by the hash of its token only. Links and revocations are lines of an append-only file that every
 * process of an outputs folder follows, so a revocation takes effect at the next request everywhere.
 */
package io.runfolio.share;

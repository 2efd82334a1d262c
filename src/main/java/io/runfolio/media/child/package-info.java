/** Child processes: argument lists without a shell, time limits, bounded output, a minimal environment. */
package io.runfolio.media.child;

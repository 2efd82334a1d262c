/** Holds that persons set on artifacts and runs, so that nothing of them is removed. */
package io.runfolio.retention.hold;

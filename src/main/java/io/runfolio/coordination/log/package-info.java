/** Log of bundles in an object store, which all hosts share. */
package io.runfolio.coordination.log;

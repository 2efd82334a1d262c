/** Settings of the mirror of bundles, and of the object store that it is in. */
package io.runfolio.settings.mirror;

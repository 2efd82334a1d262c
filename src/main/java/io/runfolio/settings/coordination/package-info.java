/** Settings of the coordination of several workers. */
package io.runfolio.settings.coordination;

/** Announcements of sealed bundles and of decisions to other programs, as CloudEvents. */
package io.runfolio.announce;

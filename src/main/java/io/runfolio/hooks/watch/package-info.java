/** Servers of generators that are watched, so that each of their finished runs becomes an event. */
package io.runfolio.hooks.watch;

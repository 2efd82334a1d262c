/** From a file in the queue folder to a request for a bundle, or the reason why not: claims and attempts on disk, reading of events, and the bounds of what an event may name. */
package io.runfolio.intake;

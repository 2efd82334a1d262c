/** Removal by hand: purges, their return from the trash, and the trash. */
package io.runfolio.api.removal;

/** Bundle store in a local or shared folder. */
package io.runfolio.store.local;

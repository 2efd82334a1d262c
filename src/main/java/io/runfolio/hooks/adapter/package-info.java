/** Adapters: declarative files that say where a provider's payload holds the parts of a request. */
package io.runfolio.hooks.adapter;

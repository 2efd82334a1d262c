/** Tasks of providers that are asked for until they end. */
package io.runfolio.hooks.poll;

/** Results of providers: webhooks with their signatures, and adapters from a payload to a request. */
package io.runfolio.hooks;

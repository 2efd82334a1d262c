/** Tokens, sessions and the authorization of requests. */
package io.runfolio.api.security;

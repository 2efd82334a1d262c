package io.runfolio.api;

import java.util.EnumSet;
import java.util.Set;

/**
 * The client of a request.
 *
 * @param name name of the token, shown in review logs; {@code local} without tokens, {@code nobody} if a token is
 *     required and missing
 * @param scopes granted scopes
 * @param credential SHA-256 of the token; empty without a token
 * @param byCookie whether a session cookie was sent instead of the token
 */
public record Caller(String name, Set<Scope> scopes, String credential, boolean byCookie) {
    /** Any client of a server without tokens, which listens on the loopback interface only. */
    public static final Caller LOCAL = new Caller("local", EnumSet.allOf(Scope.class), "", false);

    /** A client without a valid token. */
    public static final Caller NOBODY = new Caller("nobody", Set.of(), "", false);

    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /** Returns whether a scope is granted; {@code admin} includes all scopes. */
    public boolean may(Scope scope) {
        return scopes.contains(scope) || scopes.contains(Scope.ADMIN);
    }

    public Caller withCookie() {
        return new Caller(name, scopes, credential, true);
    }

    @Override
    public String toString() {
        return name;
    }
}

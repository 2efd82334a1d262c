package io.runfolio.api;

import java.util.EnumSet;
import java.util.Set;

/**
 * Who asks.
 *
 * @param name the token's name, which ledgers will show; {@code local} where no tokens are needed, {@code nobody} where one is and none came
 * @param scopes what is allowed
 * @param credential SHA-256 of the token; empty without a token
 * @param byCookie whether a browser's session told, and not the token itself
 */
public record Caller(String name, Set<Scope> scopes, String credential, boolean byCookie) {
    /** Whoever can reach a server without tokens: it listens on the loopback interface only. */
    public static final Caller LOCAL = new Caller("local", EnumSet.allOf(Scope.class), "", false);

    /** Somebody without a token. */
    public static final Caller NOBODY = new Caller("nobody", Set.of(), "", false);

    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /** Returns whether something may be done; {@code admin} may all. */
    public boolean may(Scope scope) {
        return scopes.contains(scope) || scopes.contains(Scope.ADMIN);
    }

    Caller throughCookie() {
        return new Caller(name, scopes, credential, true);
    }

    @Override
    public String toString() {
        return name;
    }
}

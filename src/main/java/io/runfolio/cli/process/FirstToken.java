package io.runfolio.cli.process;

import io.runfolio.api.Scope;
import io.runfolio.settings.HttpSettings;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.settings.SettingException;
import io.runfolio.wiring.Backends;
import java.util.EnumSet;
import java.util.Set;

/** Token that a server creates at its first start, and the address with which it opens the gallery. */
public final class FirstToken {
    private static final String NAME = "first";
    /** All that the gallery does every day. Removals need a token that was created for them. */
    private static final Set<Scope> SCOPES = EnumSet.of(Scope.READ, Scope.REVIEW, Scope.SUBMIT, Scope.SHARE);

    private static final Set<String> ANY_ADDRESS = Set.of("0.0.0.0", "::");

    private FirstToken() {}

    /**
     * Returns the address of the gallery. Creates a token where there was never one, which is then in the address's
     * fragment: browsers send a fragment to no server, so that it is in no log of requests.
     *
     * @throws SettingException if HTTP is off, or the port of the API is not known before it listens
     */
    public static String galleryAddress(RunfolioSettings settings) {
        HttpSettings http = settings.http();
        if (!http.enabled()) {
            throw new SettingException("runfolio.http.enabled", "--create-token needs --http");
        }
        if (http.port() == 0) {
            throw new SettingException(
                    "runfolio.http.port", "--create-token prints an address: set runfolio.http.port to a fixed port");
        }
        String address = settings.share().baseUrl().orElseGet(() -> local(http)) + "/";
        return address
                + Backends.tokenStore(settings)
                        .createFirst(NAME, SCOPES)
                        .map(token -> "#token=" + token)
                        .orElse("");
    }

    private static String local(HttpSettings http) {
        String host = ANY_ADDRESS.contains(http.host()) ? "127.0.0.1" : http.host();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + http.port();
    }
}

package io.runfolio.fetch;

import io.runfolio.settings.FetchSettings;
import java.net.URI;
import java.util.Optional;

/** Schemes and hosts that files may be fetched from. */
final class UrlRules {
    private final FetchSettings settings;
    private final HostPatterns allowed;

    UrlRules(FetchSettings settings) {
        this.settings = settings;
        this.allowed = new HostPatterns(settings.allowHosts());
    }

    /** Returns why a URL may not be fetched, as a sentence; empty if its scheme and host are allowed. */
    Optional<String> refusal(URI url) {
        boolean https = "https".equalsIgnoreCase(url.getScheme());
        if (!settings.isEnabled()) {
            return Optional.of("Fetching is off: name the host " + url.getHost() + " in runfolio.fetch.allow-hosts.");
        }
        if (!https && !"http".equalsIgnoreCase(url.getScheme())) {
            return Optional.of("The scheme " + url.getScheme() + " is not fetched.");
        }
        if (!https && !settings.allowHttp()) {
            return Optional.of("Plain http is not fetched: use https, or set runfolio.fetch.allow-http.");
        }
        if (!allowed.matches(url.getHost())) {
            return Optional.of("The host " + url.getHost() + " is not named in runfolio.fetch.allow-hosts.");
        }
        return Optional.empty();
    }
}

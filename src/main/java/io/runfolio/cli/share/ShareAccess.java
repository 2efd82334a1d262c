package io.runfolio.cli.share;

import io.runfolio.api.share.ShareJson;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.cli.input.CurrentCatalog;
import io.runfolio.cli.input.IdResolver;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.share.Share;
import io.runfolio.share.ShareCounters;
import io.runfolio.share.Shares;
import io.runfolio.wiring.Backends;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * Links of the outputs folder that the settings name.
 *
 * @param shares links
 * @param counters their counters
 * @param clock clock of the commands
 */
record ShareAccess(RunfolioSettings settings, Shares shares, ShareCounters counters, Clock clock) {
    static ShareAccess of(RunfolioSettings settings) {
        BundleLayout layout = Backends.outputs(settings);
        Clock clock = Clock.systemUTC();
        return new ShareAccess(settings, new Shares(layout, clock), new ShareCounters(layout, clock), clock);
    }

    Map<String, Object> json(Share share) {
        return ShareJson.of(share, counters.counts(share.id()), clock.instant());
    }

    /** Returns a path as the address that browsers use. */
    static String url(RunfolioSettings settings, String path) {
        return settings.share()
                        .baseUrl()
                        .orElse("http://" + settings.http().host() + ":"
                                + settings.http().port())
                + path;
    }

    /** Returns the whole ids of artifacts. */
    static List<String> resolved(RunfolioSettings settings, List<String> words) {
        return new IdResolver(settings).resolveArtifacts(words);
    }

    /** Returns the ids that no artifact has. */
    static List<String> unknown(RunfolioSettings settings, List<String> ids) {
        return CurrentCatalog.query(settings, catalog -> ids.stream()
                .filter(id -> catalog.artifact(id).isEmpty())
                .toList());
    }
}

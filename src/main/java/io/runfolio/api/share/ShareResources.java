package io.runfolio.api.share;

import io.runfolio.api.content.BundleFiles;
import io.runfolio.api.content.StoreLinks;
import io.runfolio.api.resource.ContentResource;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.catalog.Catalog;
import io.runfolio.settings.ShareSettings;
import io.runfolio.share.PasswordAttempts;
import io.runfolio.share.ReloadingSigningKeys;
import io.runfolio.share.ShareCounters;
import io.runfolio.share.Shares;
import java.time.Clock;

/** Resources of share links and signed URLs. */
public record ShareResources(
        ShareResource shares, SharePageResource pages, SignedUrlResource signedUrls, ShareCounters counters) {

    /**
     * Creates the resources.
     *
     * @param content serves the files
     * @param links says which origins pages may show files of
     * @param rootCheck fails if the volume of the outputs folder is missing
     * @param attempts limits attempts at passwords
     * @throws io.runfolio.files.StorageException if the signing keys cannot be read
     */
    public static ShareResources of(
            ShareSettings settings,
            BundleLayout layout,
            Catalog catalog,
            ContentResource content,
            StoreLinks links,
            Runnable rootCheck,
            PasswordAttempts attempts,
            Clock clock) {
        Shares shares = new Shares(layout, clock);
        ShareCounters counters = new ShareCounters(layout, clock);
        SharedFiles files = new SharedFiles(content);
        return new ShareResources(
                new ShareResource(settings, shares, counters, catalog, rootCheck, clock),
                new SharePageResource(
                        settings.enabled(),
                        shares,
                        counters,
                        attempts,
                        catalog,
                        new BundleFiles(layout),
                        files,
                        links.pagePolicy(SharePage.POLICY),
                        clock),
                new SignedUrlResource(settings, new ReloadingSigningKeys(settings), catalog, files, clock),
                counters);
    }
}

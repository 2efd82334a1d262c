package io.runfolio.work.redo;

import io.runfolio.bundle.AssetOutcome;
import io.runfolio.fetch.SourceFetches;
import io.runfolio.files.EnvironmentException;
import io.runfolio.files.SourceUrl;
import io.runfolio.intake.RunEvent;
import io.runfolio.media.MediaResult;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.AssetSource;
import io.runfolio.run.extras.FreeMaps;
import io.runfolio.run.extras.JsonMap;
import io.runfolio.work.AssetProcessor;
import io.runfolio.work.AssetTask;
import io.runfolio.work.CopiedAsset;
import io.runfolio.work.SourceCopier;
import java.util.Map;
import java.util.Optional;

/** Fetches the original of an output that did not come before its run was sealed. */
public final class RedoFetch {
    private static final String QUERY = "source_query";
    private static final String CHECKSUM = "expected_sha256";

    private final SourceFetches fetches;
    private final AssetProcessor work;

    RedoFetch(SourceFetches fetches, AssetProcessor work) {
        this.fetches = fetches;
        this.work = work;
    }

    /** Returns whether an output is a source by URL that never came. */
    static boolean isMissing(AssetRecord asset) {
        return asset.bytes() == null
                && asset.relativePath() != null
                && asset.sourcePath() != null
                && SourceUrl.isWeb(asset.sourcePath());
    }

    /**
     * Refuses an output whose link had a query, which records do not keep.
     *
     * @throws EnvironmentException if it had one
     */
    static void checkLink(AssetRecord sealed) {
        if (extras(sealed).has(QUERY)) {
            throw new EnvironmentException(
                    "The link had a query, which is a secret and was not kept: send the event again with a new identity"
                            + " and a new link",
                    null);
        }
    }

    /** Records whether a query was removed, and the expected checksum, for a later try. */
    public static void note(AssetSource source, Map<String, Object> extras) {
        if (SourceUrl.isWeb(source.sourcePath()) && source.sourcePath().indexOf('?') >= 0) {
            extras.put(QUERY, "removed");
        }
        if (source.expectedSha256() != null) {
            extras.put(CHECKSUM, source.expectedSha256());
        }
    }

    /** Returns the checksum that the event expected, or null. */
    static String expectedSha256(AssetRecord sealed) {
        return extras(sealed).text(CHECKSUM).orElse(null);
    }

    private static JsonMap extras(AssetRecord asset) {
        return JsonMap.of(asset.metadata().get(FreeMaps.RUNFOLIO_KEY));
    }

    /** Makes one try at the file, and its derivatives if it comes. */
    AssetOutcome fetch(AssetTask task) {
        RunEvent event = new RunEvent(
                "redo " + task.draft().runId(), task.slot().stem(), task.draft().request());
        try {
            fetches.fetchNow(event, 1);
            SourceCopier.Result result = new SourceCopier(fetches, Long.MAX_VALUE)
                    .copy(
                            task.slot().source().sourcePath(),
                            event.origin(),
                            task.slot().original(task.draft().folder()));
            return result instanceof SourceCopier.Copied copied
                    ? work.reprocess(task, copied)
                    : failed(task, ((SourceCopier.NotCopied) result).problem());
        } finally {
            fetches.discard(event.origin());
        }
    }

    private AssetOutcome failed(AssetTask task, MediaResult.Problem problem) {
        return work.keep(new CopiedAsset(
                task,
                Optional.empty(),
                Optional.of(problem),
                Optional.empty(),
                CopiedAsset.Treatment.COPY,
                System.nanoTime()));
    }
}

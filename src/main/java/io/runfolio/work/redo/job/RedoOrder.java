package io.runfolio.work.redo.job;

import io.runfolio.artifact.ArtifactView;
import io.runfolio.catalog.ArtifactQuery;
import io.runfolio.catalog.Catalog;
import io.runfolio.coordination.job.Job;
import io.runfolio.coordination.job.JobQueue;
import io.runfolio.intake.DerivativeOverrides;
import io.runfolio.json.RecordMapper;
import io.runfolio.run.AssetState;
import io.runfolio.run.extras.AssetExtras;
import io.runfolio.work.redo.RebuildItem;
import io.runfolio.work.redo.RebuildRequest;
import io.runfolio.work.redo.Redo;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Instructions of a job, which makes derivatives of many outputs again.
 *
 * @param query filters
 * @param until last run that the job goes to; those that come later are not meant
 * @param failed outputs without derivatives that are tried again; null if those are meant that have some
 * @param settings settings other than those that the derivatives were made with
 * @param onlyMissing whether only what outputs lack is made
 * @param includePurged whether derivatives that a purge removed are made again too
 * @param replace whether sealed derivatives are deleted once the new ones are recorded
 * @param by who asked for it, for the ledgers
 */
public record RedoOrder(
        StoredQuery query,
        String until,
        Failed failed,
        Map<String, String> settings,
        boolean onlyMissing,
        boolean includePurged,
        boolean replace,
        String by) {
    private static final long MAX_COUNTED = 100_000_000;

    /**
     * Outputs without derivatives.
     *
     * @param state {@code failed} or {@code unsupported}; null for both
     * @param code code of their state; null for any
     */
    public record Failed(String state, String code) {
        Optional<String> wantedState() {
            return Optional.ofNullable(state);
        }

        Optional<String> wantedCode() {
            return Optional.ofNullable(code);
        }

        private boolean matches(AssetExtras extras) {
            String found = extras.state().orElse("");
            return Redo.UNUSABLE.contains(found)
                    && wantedState().filter(word -> !word.equals(found)).isEmpty()
                    && wantedCode()
                            .filter(word -> !word.equals(extras.code().orElse("")))
                            .isEmpty();
        }
    }

    /** Creates a job for outputs that have derivatives. */
    public static Job create(JobQueue jobs, Catalog catalog, ArtifactQuery query, RebuildRequest request) {
        return create(jobs, catalog, query, null, request);
    }

    /** Creates a job for outputs that have none. */
    public static Job create(JobQueue jobs, Catalog catalog, ArtifactQuery query, Failed failed, String by) {
        DerivativeOverrides none = new DerivativeOverrides(Map.of());
        return create(jobs, catalog, query, failed, new RebuildRequest(none, false, false, false, by));
    }

    private static Job create(
            JobQueue jobs, Catalog catalog, ArtifactQuery query, Failed failed, RebuildRequest request) {
        RedoOrder order = new RedoOrder(
                StoredQuery.of(query),
                catalog.lastRunId().orElse(""),
                failed,
                request.overrides().values(),
                request.onlyMissing(),
                request.includePurged(),
                request.replace(),
                request.by());
        return jobs.create(RecordMapper.line(order), catalog.count(query, MAX_COUNTED));
    }

    static RedoOrder read(String order) {
        return RecordMapper.read(order.getBytes(StandardCharsets.UTF_8), RedoOrder.class);
    }

    RebuildRequest request() {
        return new RebuildRequest(new DerivativeOverrides(settings), onlyMissing, includePurged, replace, by);
    }

    /** Returns whether an output is meant, as far as the catalog knows it. */
    boolean isMeant(ArtifactView artifact) {
        if (artifact.asset().isEmpty()) {
            return false;
        }
        AssetExtras extras = AssetExtras.of(artifact.asset().get());
        return failed == null
                ? RebuildItem.isPossible(artifact)
                        && AssetState.READY.jsonName().equals(extras.state().orElse(AssetState.READY.jsonName()))
                : failed.matches(extras);
    }
}

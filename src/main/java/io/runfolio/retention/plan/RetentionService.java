package io.runfolio.retention.plan;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.catalog.Catalog;
import io.runfolio.retention.access.AccessLog;
import io.runfolio.retention.access.LastAccess;
import io.runfolio.retention.policy.PolicyFile;
import io.runfolio.retention.policy.RetentionPolicy;
import io.runfolio.retention.purge.Purger;
import io.runfolio.settings.RetentionSettings;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Makes and applies plans of one library. Thread-safe. */
public final class RetentionService {
    /** Entries of a plan after which the catalog is brought up to date. */
    private static final int CATCH_UP = 200;

    private final RetentionSettings settings;
    private final PolicyFile policy;
    private final PlanStore plans;
    private final PlanApplier applier;
    private final Planning planning;
    private final RetentionCounters counters;

    /**
     * Sources that plans are made from.
     *
     * @param catalog the catalog
     * @param catchUp brings the catalog up to date
     * @param protectedIds ids of artifacts that are protected from outside, such as by share links
     * @param access when artifacts were last accessed
     * @param clock time of the plans
     * @param counters counts what is removed
     */
    public record Planning(
            Catalog catalog,
            Runnable catchUp,
            Supplier<Set<String>> protectedIds,
            AccessLog access,
            Clock clock,
            RetentionCounters counters) {}

    /**
     * @param settings the settings; they must name a policy
     * @param purger removes files
     */
    public RetentionService(RetentionSettings settings, BundleLayout layout, Planning planning, Purger purger) {
        this.settings = settings;
        this.policy = new PolicyFile(settings.policy().orElseThrow());
        this.plans = new PlanStore(layout);
        this.planning = planning;
        this.counters = planning.counters();
        this.applier = new PlanApplier(layout, plans, purger, settings.grace(), planning.clock());
    }

    /** Returns the state of the policy's file. Recording of accesses begins or ends with what its rules need. */
    public PolicyFile.State policy() {
        PolicyFile.State state = policy.current();
        state.policy().ifPresent(current -> {
            if (current.usesAccess()) {
                planning.access().begin();
            } else {
                planning.access().end();
            }
        });
        return state;
    }

    /** Records an access to an artifact if a rule needs it. */
    public void accessed(String artifactId) {
        if (policy().policy().filter(RetentionPolicy::usesAccess).isPresent()) {
            planning.access().record(artifactId);
        }
    }

    /**
     * Makes and stores a plan.
     *
     * @param other another file with a policy; empty for that of the settings
     * @throws io.runfolio.retention.policy.PolicyInvalidException if the file has mistakes
     */
    public PlanSummary plan(Optional<PolicyFile> other) {
        RetentionPolicy rules = other.map(file -> file.current().orThrow()).orElseGet(() -> policy().orThrow());
        return plans.create(planner(rules), rules, settings.planTtl(), now());
    }

    /** Makes a plan, and stores it if it has entries, so that no kill leaves an empty one. */
    PlanSummary planUnlessEmpty() {
        RetentionPolicy rules = policy().orThrow();
        return plans.createUnlessEmpty(planner(rules), rules, settings.planTtl(), now());
    }

    /** Returns the planner of an up-to-date catalog. */
    private Planner planner(RetentionPolicy rules) {
        planning.catchUp().run();
        LastAccess access = rules.usesAccess() ? planning.access().read() : LastAccess.UNKNOWN;
        return new Planner(
                planning.catalog(),
                new LibraryProtections(planning.catalog(), planning.protectedIds()),
                settings.environment(),
                access);
    }

    private Instant now() {
        return planning.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * Applies a plan, see {@link PlanApplier#apply}.
     *
     * @throws io.runfolio.retention.policy.PolicyInvalidException if the policy's file has mistakes now
     */
    public ApplyState apply(String planId, String by, Consumer<ApplyState> progress) {
        policy().orThrow();
        planning.catchUp().run(); // references of runs that were sealed after the plan
        ApplyState before = applier.state(planId);
        ApplyState end = applier.apply(planId, by, state -> {
            if (state.done() % CATCH_UP == 0) {
                planning.catchUp().run();
            }
            progress.accept(state);
        });
        counters.applied(before, end, planning.clock().instant());
        return end;
    }

    /** Returns how far a plan is applied. */
    public ApplyState state(String planId) {
        return applier.state(planId);
    }

    /** Returns whether any process applies a plan now. */
    public boolean isApplying() {
        return applier.isRunning();
    }

    /** Returns the newest plans, newest first. */
    public List<PlanSummary> list() {
        return plans.list();
    }

    /** Returns the plans on disk. */
    public PlanStore plans() {
        return plans;
    }

    /** Returns what this process has removed. */
    public RetentionCounters counters() {
        return counters;
    }
}

package io.runfolio.retention.plan;

import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.Page;
import io.runfolio.catalog.RunInventory;
import io.runfolio.retention.Protection;
import io.runfolio.retention.access.LastAccess;
import io.runfolio.retention.policy.Candidate;
import io.runfolio.retention.policy.PolicyRule;
import io.runfolio.retention.policy.RetentionPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Decides what a policy removes. It reads the catalog page by page and no bundle, so its memory does not grow with the
 * library, except for the names of groups. Thread-safe.
 *
 * @param catalog an up-to-date catalog
 * @param protections finds what is protected
 * @param environment environment of runs that name none; empty if not set
 * @param access when artifacts were last accessed
 */
public record Planner(Catalog catalog, LibraryProtections protections, String environment, LastAccess access) {
    private static final int PAGE = 1_000;

    /** Receives what a policy decides about a run. Runs of which nothing goes and nothing is kept are left out. */
    interface Sink {
        void accept(RunInventory run, List<CandidateDecision> decisions, RunOutcome outcome);

        /** Counts a run that was looked at. */
        void seen(RunInventory run);
    }

    void plan(RetentionPolicy policy, Instant now, Sink sink) {
        List<SizeBudget> decided = new ArrayList<>();
        List<PolicyRule> sized =
                policy.rules().stream().filter(rule -> rule.size().isPresent()).toList();
        for (PolicyRule rule : sized) {
            SizeBudget measured = new SizeBudget(rule);
            pass(policy, now, new PolicyPass(policy, decided, measured), null);
            decided.add(measured);
        }
        pass(policy, now, new PolicyPass(policy, decided, null), sink);
    }

    private void pass(RetentionPolicy policy, Instant now, PolicyPass pass, Sink sink) {
        RuleMatcher matcher = new RuleMatcher(policy, now);
        pages(page -> decide(page, matcher, now, (run, decisions) -> {
            PolicyPass.Decided decided = pass.next(run, decisions);
            if (sink != null) {
                sink.seen(run);
                if (!decided.outcome().isEmpty()) {
                    sink.accept(run, decided.decisions(), decided.outcome());
                }
            }
        }));
    }

    /** Reads all pages; the next one is read while one is worked on. */
    private void pages(Consumer<List<RunInventory>> each) {
        CompletableFuture<Page<RunInventory>> next = page(Optional.empty());
        while (next != null) {
            Page<RunInventory> page = await(next);
            next = page.next().map(cursor -> page(Optional.of(cursor))).orElse(null);
            each.accept(page.items());
        }
    }

    private CompletableFuture<Page<RunInventory>> page(Optional<String> cursor) {
        return CompletableFuture.supplyAsync(() -> catalog.inventory(PAGE, cursor));
    }

    private static <T> T await(CompletableFuture<T> result) {
        try {
            return result.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Matches all artifacts of a page, then looks up at once what protects those that a rule concerns. */
    private void decide(
            List<RunInventory> page,
            RuleMatcher matcher,
            Instant now,
            BiConsumer<RunInventory, List<CandidateDecision>> each) {
        List<List<CandidateDecision>> matched = page.stream()
                .map(run -> candidates(run).stream().map(matcher::match).toList())
                .toList();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < page.size(); i++) {
            if (matched.get(i).stream().anyMatch(CandidateDecision::isConcerned)) {
                page.get(i).items().forEach(item -> ids.add(item.id()));
            }
        }
        LibraryProtections.Finder finder = protections.finder(ids, now);
        for (int i = 0; i < page.size(); i++) {
            RunInventory run = page.get(i);
            each.accept(
                    run,
                    matched.get(i).stream()
                            .map(decision -> decision.isConcerned()
                                    ? decision.with(protections(finder, run, decision.candidate()))
                                    : decision)
                            .toList());
        }
    }

    private static List<Protection> protections(
            LibraryProtections.Finder finder, RunInventory run, Candidate candidate) {
        return candidate.item().map(item -> finder.of(run, item)).orElseGet(() -> finder.ofRun(run));
    }

    private List<Candidate> candidates(RunInventory run) {
        String where = run.environment() != null ? run.environment() : environment.isEmpty() ? null : environment;
        if (run.items().isEmpty()) {
            return List.of(new Candidate(run, Optional.empty(), where, access.of(run, null)));
        }
        return run.items().stream()
                .map(item -> new Candidate(run, Optional.of(item), where, access.of(run, item)))
                .toList();
    }
}

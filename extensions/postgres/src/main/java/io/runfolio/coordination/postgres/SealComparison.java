package io.runfolio.coordination.postgres;

import io.runfolio.coordination.CoordinationAudit.Bundle;
import io.runfolio.coordination.CoordinationAudit.Outputs;
import io.runfolio.run.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Compares the seals with the bundles and the index. */
final class SealComparison {
    private static final String REBUILD = "; run `runfolio index rebuild --coordination` while no worker runs";

    private final List<Seal> seals;
    private final Outputs outputs;
    private final Set<String> folders = new HashSet<>();
    private final Map<String, Bundle> bundles = new HashMap<>();

    SealComparison(List<Seal> seals, Outputs outputs) {
        this.seals = seals;
        this.outputs = outputs;
        outputs.folders().forEach(folder -> folders.add(folder.getFileName().toString()));
        outputs.bundles().forEach(bundle -> bundles.put(bundle.runId(), bundle));
    }

    /** @param isUnknown asks the database whether a run without a seal has none now and no attempt, either */
    List<Finding> findings(Predicate<String> isUnknown) {
        List<Finding> findings = new ArrayList<>();
        Map<String, String> sealedRuns = new HashMap<>();
        for (Seal seal : seals) {
            fault(seal).ifPresent(findings::add);
            seal.event().ifPresent(event -> sealedRuns.put(event.eventId(), seal.runId()));
        }
        for (Bundle bundle : outputs.bundles()) {
            String sealed = sealedRuns.get(Sql.text(bundle.event().eventId()));
            boolean isDuplicate = sealed != null && folders.contains(sealed); // then the bundles are a finding
            if (bundle.fence() > 0 && !isDuplicate && isUnknown.test(bundle.runId())) {
                findings.add(new Finding(
                        "bundle_without_seal",
                        bundle.folder().toString(),
                        "The database does not know that the event "
                                + bundle.event().eventId() + " is sealed" + REBUILD));
            }
        }
        return findings;
    }

    private Optional<Finding> fault(Seal seal) {
        if (!folders.contains(seal.runId())) {
            return finding(
                    "seal_without_bundle", seal, "The run " + seal.runId() + " is sealed, but its bundle is missing");
        }
        Bundle bundle = bundles.get(seal.runId());
        if (bundle != null && !agrees(seal, bundle)) {
            return finding(
                    "seal_differs",
                    seal,
                    "The run " + seal.runId() + " is sealed with another event or fence than its run.json has"
                            + REBUILD);
        }
        if (seal.isPublished() && !outputs.indexed().contains(seal.runId())) {
            return finding(
                    "seal_without_line",
                    seal,
                    "The run " + seal.runId() + " is published, but the index has no line of it");
        }
        return Optional.empty();
    }

    private static boolean agrees(Seal seal, Bundle bundle) {
        boolean isSameFence = seal.fence() == 0 || seal.fence() == bundle.fence();
        return isSameFence
                && seal.event()
                        .filter(event ->
                                event.eventId().equals(Sql.text(bundle.event().eventId())))
                        .filter(event -> event.digest().equals(bundle.event().digest()))
                        .isPresent();
    }

    private static Optional<Finding> finding(String code, Seal seal, String message) {
        return Optional.of(new Finding(code, PostgresAudit.place("runfolio_seals", "run_id", seal.runId()), message));
    }
}

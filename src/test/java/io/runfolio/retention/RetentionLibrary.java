package io.runfolio.retention;

import io.runfolio.LiveFiles;
import io.runfolio.artifact.ArtifactView;
import io.runfolio.artifact.ReviewAction;
import io.runfolio.artifact.ReviewRequest;
import io.runfolio.artifact.ReviewService;
import io.runfolio.artifact.RunView;
import io.runfolio.artifact.RunViewReader;
import io.runfolio.artifact.VariantGroupResolver;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.Bundles;
import io.runfolio.bundle.audit.OutputsAudit;
import io.runfolio.bundle.ledger.RemovalScope;
import io.runfolio.retention.hold.HoldService;
import io.runfolio.retention.purge.PurgeOrder;
import io.runfolio.retention.purge.PurgeOutcome;
import io.runfolio.retention.purge.Purger;
import io.runfolio.retention.purge.Restorer;
import io.runfolio.retention.purge.TrashSweep;
import io.runfolio.run.AssetKind;
import io.runfolio.run.Finding;
import io.runfolio.run.RunRequest;
import io.runfolio.wiring.Backends;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Library of a few sealed runs, with the services of retention and a clock that moves by hand. */
public final class RetentionLibrary {
    public static final Duration GRACE = Duration.ofDays(30);

    public final BundleLayout layout;
    public final Time clock = new Time(Bundles.CLOCK.instant());
    public final RunViewReader views;
    public final ReviewService reviews;
    public final HoldService holds;
    public final Protections protections;
    public final Purger purger;
    public final Restorer restorer;
    public final TrashSweep sweep;

    /** Clock that moves by hand. */
    public static final class Time extends Clock {
        private Instant now;

        Time(Instant now) {
            this.now = now;
        }

        public void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    public RetentionLibrary(Path outputs) {
        this(outputs, ExternalProtections.NONE);
    }

    public RetentionLibrary(Path outputs, ExternalProtections external) {
        layout = Backends.outputs(outputs);
        views = new RunViewReader(layout);
        reviews = new ReviewService(layout, VariantGroupResolver.scanning(layout), clock);
        holds = new HoldService(layout, clock);
        protections = new Protections(external, clock);
        purger = new Purger(layout, protections, clock);
        restorer = new Restorer(layout, clock);
        sweep = new TrashSweep(layout, protections, clock);
    }

    /** Seals a run with an input, two pictures and a clip. */
    public String seal(String event) {
        return Bundles.seal(
                        layout,
                        RunRequest.builder("succeeded", "kling")
                                .input(AssetKind.IMAGE, "ref.png", "reference")
                                .output(AssetKind.IMAGE, "a.png")
                                .output(AssetKind.IMAGE, "b.png")
                                .output(AssetKind.VIDEO, "c.mp4")
                                .build(),
                        event)
                .runDir();
    }

    public RunView view(String run) {
        return views.at(run).orElseThrow();
    }

    public String id(String run, int index) {
        return artifact(run, index).record().id();
    }

    public ArtifactView artifact(String run, int index) {
        return view(run).artifacts().get(index);
    }

    public void review(String run, int index, ReviewAction action) {
        reviews.apply(run, ReviewRequest.of(id(run, index), action, "ada"));
    }

    public PurgeOrder order(String run, String artifactId, RemovalScope scope) {
        return order(run, artifactId, scope, GRACE);
    }

    public PurgeOrder order(String run, String artifactId, RemovalScope scope, Duration grace) {
        return new PurgeOrder(PurgeOrder.newId(), run, artifactId, scope, "plan-1", "old", "retention", null, grace);
    }

    public PurgeOutcome purge(String run, String artifactId, RemovalScope scope) {
        return purger.purge(order(run, artifactId, scope));
    }

    /** Returns the files of a run with their texts, as they are on disk. */
    public Map<String, String> files(String run) {
        return files(layout.bundle(run));
    }

    /** Returns the files in the trash with their texts. */
    public Map<String, String> trash() {
        return files(layout.trash());
    }

    public static Map<String, String> files(Path folder) {
        Map<String, String> files = new TreeMap<>();
        if (!Files.exists(folder)) {
            return files;
        }
        LiveFiles.read(folder)
                .forEach((file, bytes) ->
                        files.put(folder.relativize(file).toString(), new String(bytes, StandardCharsets.ISO_8859_1)));
        return files;
    }

    /** Returns what verify finds. */
    public List<Finding> findings() {
        OutputsAudit audit = new OutputsAudit(layout);
        List<Finding> findings = new ArrayList<>();
        audit.bundles().forEach(bundle -> findings.addAll(audit.bundle(bundle)));
        findings.addAll(audit.leftovers());
        findings.removeIf(finding -> finding.code().equals("staging_left")); // the worker that sealed is none
        return findings;
    }
}

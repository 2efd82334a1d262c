package io.runfolio.retention.plan;

import io.runfolio.artifact.ReviewAction;
import io.runfolio.artifact.ReviewRequest;
import io.runfolio.bundle.Bundles;
import io.runfolio.retention.RetentionLibrary;
import io.runfolio.retention.hold.HoldRequest;
import io.runfolio.run.ArtifactHint;
import io.runfolio.run.AssetKind;
import io.runfolio.run.RunRequest;
import io.runfolio.run.RunRequestBuilder;
import io.runfolio.run.SourceContext;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Seals random runs, and reviews and holds some. It remembers what it did, for an oracle that reads no bundle. */
final class RandomLibrary {
    private static final List<String> PROJECTS = List.of("fox", "wolf", "campaign-1");
    private static final List<String> MODELS = List.of("flux", "kling");
    private static final List<String> TAGS = List.of("cover", "draft", "matter-7");

    final RetentionLibrary library;
    final List<Run> runs = new ArrayList<>();
    private final Random random;

    /** Facts of a run as the test made them. */
    static final class Run {
        String path;
        Instant created;
        String status;
        String model;
        String project;
        String environment;
        Set<String> tags = new TreeSet<>();
        long inputBytes;
        boolean isProtected;
        final List<Item> items = new ArrayList<>();
    }

    /** Facts of an artifact as the test made them. */
    static final class Item {
        String id;
        String kind;
        String artifactClass;
        String status = "review";
        Instant decided;
        Set<String> tags = new TreeSet<>();
        boolean isProtected;
        long originalBytes;
        long derivativeBytes;
    }

    RandomLibrary(RetentionLibrary library, Random random, int count) {
        this.library = library;
        this.random = random;
        for (int i = 0; i < count; i++) {
            seal(i);
        }
        for (int i = 0; i < count; i++) {
            library.clock.pass(Duration.ofHours(1 + random.nextInt(24 * 20)));
            change(runs.get(random.nextInt(count)));
        }
        library.clock.pass(Duration.ofHours(random.nextInt(24 * 30)));
    }

    private <T> T one(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private Optional<String> maybe(List<String> values) {
        return random.nextInt(3) == 0 ? Optional.empty() : Optional.of(one(values));
    }

    private void seal(int number) {
        Run run = new Run();
        run.created = Bundles.CLOCK
                .instant()
                .minus(Duration.ofHours(random.nextInt(24 * 400)))
                .minusSeconds(number);
        run.status = random.nextInt(4) == 0 ? "failed" : "succeeded";
        run.model = one(MODELS);
        run.project = maybe(PROJECTS).orElse(null);
        run.environment = maybe(List.of("dev", "production")).orElse(null);
        maybe(TAGS).ifPresent(run.tags::add);
        if (random.nextInt(12) == 0) {
            run.tags.add("keep");
            run.isProtected = true;
        }
        Map<String, Object> metadata = run.environment == null ? Map.of() : Map.of("environment", run.environment);
        RunRequestBuilder request = RunRequest.builder(run.status, run.model)
                .createdAt(run.created.atOffset(ZoneOffset.UTC))
                .sourceContext(new SourceContext(null, null, null, null, run.project, null, metadata))
                .tags(List.copyOf(run.tags));
        if (random.nextBoolean()) {
            request.input(AssetKind.IMAGE, "ref.png", "reference");
        }
        int outputs = random.nextInt(4);
        List<AssetKind> kinds = new ArrayList<>();
        for (int i = 0; i < outputs; i++) {
            kinds.add(one(List.of(AssetKind.IMAGE, AssetKind.IMAGE, AssetKind.VIDEO, AssetKind.AUDIO)));
            request.output(kinds.get(i), "file" + i + (kinds.get(i) == AssetKind.VIDEO ? ".mp4" : ".png"));
        }
        if (outputs > 0) {
            source(request);
        }
        run.path =
                Bundles.seal(library.layout, request.build(), "event " + number).runDir();
        measure(run, kinds);
        runs.add(run);
    }

    /** Names an artifact of an earlier run as a source of this one, which protects it. */
    private void source(RunRequestBuilder request) {
        List<Item> items = runs.stream().flatMap(run -> run.items.stream()).toList();
        if (!items.isEmpty() && random.nextInt(5) == 0) {
            Item item = one(items);
            item.isProtected = true;
            request.artifact(new ArtifactHint(null, null, null, null, null, Map.of(), List.of(item.id)));
        }
    }

    /** Reads sizes from the files themselves. */
    private void measure(Run run, List<AssetKind> kinds) {
        Map<String, Long> sizes = new LinkedHashMap<>();
        library.files(run.path).forEach((path, text) -> sizes.put(path, (long) text.length()));
        sizes.forEach((path, size) -> run.inputBytes += path.startsWith("inputs/") ? size : 0);
        var view = library.view(run.path);
        for (int i = 0; i < view.artifacts().size(); i++) {
            Item item = new Item();
            var artifact = view.artifacts().get(i);
            item.id = artifact.record().id();
            item.artifactClass = artifact.record().artifactClass();
            item.kind = i < kinds.size() ? kinds.get(i).jsonName() : null;
            artifact.asset().ifPresent(asset -> {
                item.originalBytes = sizes.get(asset.relativePath());
                asset.derivatives().forEach(derivative -> item.derivativeBytes += sizes.get(derivative.relativePath()));
            });
            run.items.add(item);
        }
    }

    private void change(Run run) {
        if (run.items.isEmpty()) {
            hold(run, null);
            return;
        }
        Item item = one(run.items);
        switch (random.nextInt(7)) {
            case 0 -> hold(run, random.nextBoolean() ? item : null);
            case 1 -> tag(run, item, one(TAGS));
            case 2 -> {
                tag(run, item, "keep");
                item.isProtected = true;
            }
            case 3 -> decide(run, item, ReviewAction.APPROVE, "approved");
            default -> decide(run, item, ReviewAction.REJECT, "rejected");
        }
    }

    private void hold(Run run, Item item) {
        boolean ends = random.nextBoolean();
        Optional<Instant> until = ends ? Optional.of(library.clock.instant().plusSeconds(1)) : Optional.empty();
        library.holds.hold(run.path, new HoldRequest(item == null ? null : item.id, "case 7", until, "ann"));
        if (!ends && item == null) {
            run.isProtected = true;
        } else if (!ends) {
            item.isProtected = true;
        }
    }

    private void tag(Run run, Item item, String tag) {
        Set<String> tags = new TreeSet<>(item.tags);
        tags.add(tag);
        item.tags = tags;
        library.reviews.apply(run.path, ReviewRequest.tag(item.id, List.copyOf(tags), "ada"));
    }

    private void decide(Run run, Item item, ReviewAction action, String status) {
        if (!item.status.equals("review")) {
            return;
        }
        library.reviews.apply(run.path, ReviewRequest.of(item.id, action, "ada"));
        item.status = status;
        item.decided = library.clock.instant();
        item.isProtected |= status.equals("approved");
    }
}

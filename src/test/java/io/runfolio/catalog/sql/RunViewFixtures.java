package io.runfolio.catalog.sql;

import io.runfolio.artifact.ArtifactView;
import io.runfolio.artifact.ReviewState;
import io.runfolio.artifact.RunView;
import io.runfolio.bundle.ArtifactRecord;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.Prompts;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunManifest;
import io.runfolio.run.SourceContext;
import io.runfolio.run.extras.PerceptualHash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Builds runs as they are read from bundles. Each setter returns the builder. */
public final class RunViewFixtures {
    private String runId = "20260326_214512_model";
    private String createdAt = "2026-03-26T21:45:12+00:00";
    private String status = "succeeded";
    private String model = "model";
    private String prompt;
    private String enhanced;
    private String jobId;
    private SourceContext context = SourceContext.none();
    private List<String> tags = List.of();
    private Map<String, Object> options = Map.of();
    private final List<Artifact> artifacts = new ArrayList<>();

    /** Fields of one artifact. */
    record Artifact(
            String id,
            String artifactClass,
            String type,
            String template,
            Map<String, Object> content,
            Map<String, Object> metadata,
            List<String> sources,
            AssetKind kind,
            Integer width,
            Integer height,
            ReviewState review) {
        static Artifact picture(String id) {
            return new Artifact(
                    id,
                    "visual",
                    "image",
                    null,
                    Map.of(),
                    Map.of(),
                    List.of(),
                    AssetKind.IMAGE,
                    1024,
                    768,
                    ReviewState.sealed("review"));
        }

        static Artifact clip(String id) {
            return new Artifact(
                    id,
                    "video",
                    "video",
                    null,
                    Map.of(),
                    Map.of(),
                    List.of(),
                    AssetKind.VIDEO,
                    1920,
                    1080,
                    ReviewState.sealed("review"));
        }

        static Artifact report(String id, String title) {
            return new Artifact(
                    id,
                    "research",
                    "report",
                    null,
                    Map.of("title", title),
                    Map.of(),
                    List.of(),
                    null,
                    null,
                    null,
                    ReviewState.sealed("review"));
        }

        Artifact size(int w, int h) {
            return new Artifact(id, artifactClass, type, template, content, metadata, sources, kind, w, h, review);
        }

        Artifact type(String word) {
            return new Artifact(
                    id, artifactClass, word, template, content, metadata, sources, kind, width, height, review);
        }

        Artifact template(String word) {
            return new Artifact(id, artifactClass, type, word, content, metadata, sources, kind, width, height, review);
        }

        Artifact metadata(String key, String value) {
            Map<String, Object> more = new LinkedHashMap<>(metadata);
            more.put(key, value);
            return new Artifact(id, artifactClass, type, template, content, more, sources, kind, width, height, review);
        }

        Artifact from(String... ids) {
            return new Artifact(
                    id, artifactClass, type, template, content, metadata, List.of(ids), kind, width, height, review);
        }

        Artifact review(ReviewState state) {
            return new Artifact(
                    id, artifactClass, type, template, content, metadata, sources, kind, width, height, state);
        }
    }

    public static RunViewFixtures run(String runId) {
        RunViewFixtures run = new RunViewFixtures();
        run.runId = runId;
        return run;
    }

    RunViewFixtures at(String time) {
        createdAt = time;
        return this;
    }

    RunViewFixtures status(String word) {
        status = word;
        return this;
    }

    RunViewFixtures model(String word) {
        model = word;
        return this;
    }

    RunViewFixtures prompt(String text) {
        prompt = text;
        return this;
    }

    RunViewFixtures enhanced(String text) {
        enhanced = text;
        return this;
    }

    RunViewFixtures job(String id) {
        jobId = id;
        return this;
    }

    RunViewFixtures context(UnaryOperator<SourceContext> change) {
        context = change.apply(context);
        return this;
    }

    RunViewFixtures tags(String... words) {
        tags = List.of(words);
        return this;
    }

    RunViewFixtures option(String key, Object value) {
        options = Map.of(key, value);
        return this;
    }

    RunViewFixtures with(Artifact... more) {
        artifacts.addAll(List.of(more));
        return this;
    }

    public RunView view() {
        List<AssetRecord> outputs = artifacts.stream()
                .filter(artifact -> artifact.kind() != null)
                .map(RunViewFixtures::asset)
                .toList();
        String day = createdAt.substring(0, 10);
        RunArtifact run = new RunArtifact(
                runId,
                createdAt,
                status,
                model,
                null,
                null,
                day + "/" + runId,
                Map.of("runfolio", Map.of("event_id", "event of " + runId)),
                context,
                new Prompts(prompt, enhanced, null, null, null, null),
                List.of(),
                outputs,
                options,
                List.of(),
                null,
                List.of(),
                status.equals("failed") ? List.of("it failed") : List.of(),
                tags,
                null,
                null,
                "manifest.json",
                "notes.md",
                null,
                Map.of());
        RunManifest manifest = new RunManifest(
                runId,
                createdAt,
                status,
                model,
                null,
                null,
                null,
                null,
                null,
                null,
                prompt,
                tags,
                0,
                outputs.size(),
                false,
                !outputs.isEmpty(),
                null,
                day + "/" + runId);
        List<ArtifactView> views = new ArrayList<>();
        int file = 0;
        for (Artifact artifact : artifacts) {
            Optional<AssetRecord> asset = artifact.kind() == null ? Optional.empty() : Optional.of(outputs.get(file++));
            views.add(new ArtifactView(record(artifact), views.size() + 1, asset, artifact.review()));
        }
        return new RunView(day + "/" + runId, run, manifest, views);
    }

    private ArtifactRecord record(Artifact artifact) {
        return new ArtifactRecord(
                artifact.id(),
                runId,
                artifact.template(),
                artifact.artifactClass(),
                artifact.type(),
                "review",
                status,
                artifact.kind() == null ? null : "ready",
                artifact.content(),
                createdAt,
                jobId,
                artifact.sources(),
                null,
                artifact.metadata(),
                Map.of("available", createdAt),
                null,
                null,
                null);
    }

    /** Returns an asset with another checksum and a hash, which may be null. */
    static AssetRecord with(AssetRecord asset, String sha256, PerceptualHash hash) {
        Map<String, Object> extras = new LinkedHashMap<>(Map.of("state", "ready"));
        if (hash != null) {
            extras.put(PerceptualHash.KEY, hash.json());
        }
        return new AssetRecord(
                asset.kind(),
                asset.role(),
                asset.relativePath(),
                asset.originalPath(),
                asset.originalFilename(),
                asset.sourcePath(),
                asset.sourceUrl(),
                asset.mimeType(),
                asset.width(),
                asset.height(),
                asset.durationSeconds(),
                asset.bytes(),
                asset.bytesOriginal(),
                sha256,
                asset.codecName(),
                asset.webPath(),
                asset.thumbPath(),
                asset.posterPath(),
                asset.bytesWeb(),
                asset.bytesThumb(),
                asset.bytesPoster(),
                asset.derivatives(),
                Map.of("runfolio", extras));
    }

    private static AssetRecord asset(Artifact artifact) {
        String stem = artifact.id();
        return new AssetRecord(
                artifact.kind(),
                "output",
                "original/" + stem + ".png",
                "original/" + stem + ".png",
                stem + ".png",
                "/generator/" + stem + ".png",
                null,
                "image/png",
                artifact.width(),
                artifact.height(),
                null,
                12_345L,
                12_345L,
                "00",
                null,
                "web/" + stem + ".webp",
                "thumb/" + stem + ".webp",
                null,
                1_000L,
                100L,
                null,
                List.of(),
                Map.of("runfolio", Map.of("state", "ready")));
    }
}

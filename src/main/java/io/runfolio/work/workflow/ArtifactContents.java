package io.runfolio.work.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.artifact.ArtifactFacts;
import io.runfolio.artifact.ArtifactView;
import io.runfolio.artifact.RunView;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.files.PathResolver;
import io.runfolio.files.RegularFiles;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.run.ArtifactClass;
import io.runfolio.run.AssetRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Builds the content of artifacts for steps: the text of a report, or path and facts of a picture. */
final class ArtifactContents {
    private static final int MAX_TEXT_BYTES = 1 << 20;
    private static final ObjectMapper MAPPER =
            JsonMappers.builder(JsonLimits.RECORD).build();

    private final BundleLayout layout;

    ArtifactContents(BundleLayout layout) {
        this.layout = layout;
    }

    ObjectNode of(RunView run, ArtifactView artifact) {
        return ArtifactClass.of(artifact.record().artifactClass())
                        .filter(one -> one == ArtifactClass.VISUAL || one == ArtifactClass.VIDEO)
                        .isPresent()
                ? media(run, artifact)
                : document(run, artifact);
    }

    private ObjectNode document(RunView run, ArtifactView artifact) {
        ObjectNode content = MAPPER.valueToTree(artifact.record().content());
        content.remove("file");
        Optional<AssetRecord> file = artifact.asset().filter(asset -> asset.bytes() != null);
        file.ifPresent(asset -> {
            content.put("path", path(run, asset).toString());
            content.put("url", url(artifact));
            content.put("mimeType", asset.mimeType());
            if (!content.path("body").isTextual() && !content.path("sections").isArray()) {
                text(path(run, asset)).ifPresent(text -> content.put("body", text));
            }
        });
        return content;
    }

    private ObjectNode media(RunView run, ArtifactView artifact) {
        ObjectNode content = MAPPER.createObjectNode();
        artifact.asset().filter(asset -> asset.bytes() != null).ifPresent(asset -> {
            content.put("path", path(run, asset).toString());
            content.put("url", url(artifact));
            content.put("mimeType", asset.mimeType());
            content.put("width", asset.width());
            content.put("height", asset.height());
            content.put("bytes", asset.bytes());
            content.put("sha256", asset.sha256());
            if (asset.durationSeconds() != null) {
                content.put("duration", asset.durationSeconds());
            }
        });
        content.put("storageKey", text(artifact.record().content(), "storageKey"));
        JsonNode facts = MAPPER.valueToTree(ArtifactFacts.all(run.run(), artifact));
        content.set("prompt", facts.path("prompt").isTextual() ? facts.get("prompt") : null);
        content.set("facts", facts);
        return content;
    }

    private Path path(RunView run, AssetRecord asset) {
        Path bundle = layout.bundle(run.runPath());
        return layout.files(bundle).file(asset.relativePath()).orElseGet(() -> bundle.resolve(asset.relativePath()));
    }

    private static String url(ArtifactView artifact) {
        return "/v1/artifacts/" + artifact.record().id() + "/content/original";
    }

    private static String text(Map<String, Object> content, String name) {
        return content.get(name) instanceof String text ? text : null;
    }

    /** Returns the text of a file; empty if it is too large, not UTF-8 or missing. */
    private static Optional<String> text(Path file) {
        try {
            byte[] bytes = RegularFiles.read(file, MAX_TEXT_BYTES);
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException | PathResolver.RefusedPathException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // the file was removed; the record stays
        }
    }
}

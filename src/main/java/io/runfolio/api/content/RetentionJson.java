package io.runfolio.api.content;

import io.runfolio.bundle.ledger.Hold;
import io.runfolio.bundle.ledger.Removal;
import io.runfolio.bundle.ledger.RemovedFile;
import io.runfolio.bundle.ledger.RetentionState;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.extras.DerivedFile;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** JSON representation of holds and removed files. */
public final class RetentionJson {
    private RetentionJson() {}

    /** Returns the active holds and the removed files of a run. */
    public static Map<String, Object> ofRun(RetentionState state) {
        return json(
                state.holds().stream().filter(hold -> hold.isActive(Instant.now())),
                state.removals().stream().map(removal -> tombstone(removal, file -> true)));
    }

    /** Returns the active holds and the removed files of an artifact. */
    public static Map<String, Object> ofArtifact(RetentionState state, String artifactId, Optional<AssetRecord> asset) {
        Set<String> paths = asset.stream().flatMap(RetentionJson::paths).collect(Collectors.toSet());
        return json(
                state.holdsOf(artifactId, Instant.now()).stream(),
                state.removals().stream()
                        .filter(removal -> removal.artifactId() == null
                                || removal.artifactId().equals(artifactId))
                        .filter(removal -> paths.stream().anyMatch(removal::took))
                        .map(removal -> tombstone(removal, file -> paths.contains(file.path()))));
    }

    private static Stream<String> paths(AssetRecord asset) {
        return Stream.concat(
                        Stream.of(asset.relativePath(), asset.webPath(), asset.thumbPath(), asset.posterPath()),
                        DerivedFile.of(asset).stream().map(DerivedFile::relativePath))
                .filter(Objects::nonNull);
    }

    private static Map<String, Object> json(Stream<Hold> holds, Stream<Map<String, Object>> removals) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("holds", holds.map(RetentionJson::hold).toList());
        json.put("removals", removals.toList());
        return json;
    }

    /** Returns a hold. */
    public static Map<String, Object> hold(Hold hold) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", hold.holdId());
        json.put("artifactId", hold.artifactId());
        json.put("reason", hold.reason());
        json.put("until", hold.until());
        json.put("by", hold.by());
        json.put("at", hold.at());
        return json;
    }

    /** Returns a removal with all its files. */
    public static Map<String, Object> tombstone(Removal removal) {
        return tombstone(removal, file -> true);
    }

    private static Map<String, Object> tombstone(Removal removal, Predicate<RemovedFile> wanted) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("removalId", removal.removalId());
        json.put("artifactId", removal.artifactId());
        json.put("scope", removal.scope().word());
        json.put("removedAt", removal.at());
        json.put("by", removal.by());
        json.put("note", removal.note());
        json.put("rule", removal.rule());
        json.put("planId", removal.planId());
        json.put("restorableUntil", removal.isDeleted() ? null : removal.trashUntil());
        json.put("deletedAt", removal.deletedAt());
        json.put(
                "files",
                removal.files().stream().filter(wanted).map(RetentionJson::file).toList());
        return json;
    }

    /** Returns a removed file. */
    public static Map<String, Object> file(RemovedFile file) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("path", file.path());
        json.put("bytes", file.bytes());
        json.put("sha256", file.sha256());
        json.put("mimeType", file.mimeType());
        return json;
    }
}

package io.runfolio.bundle.ledger;

import io.runfolio.json.RecordMapper;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Removal of files: in the trash first, then deleted.
 *
 * @param removalId its id, {@code removal-<16 hex>}; its purge, restore and tombstone lines name it
 * @param artifactId the artifact; null for the whole run
 * @param scope what it takes
 * @param planId the plan that named it; null if a person did it without one
 * @param rule the rule of the policy, or null
 * @param trashUntil time until which the files can be restored; null if they were deleted at once
 * @param files the files that are away
 * @param by who did it
 * @param at when
 * @param note why; null if nothing was said
 * @param deletedAt when the bytes were deleted for good; null while they are in the trash
 */
public record Removal(
        String removalId,
        String artifactId,
        RemovalScope scope,
        String planId,
        String rule,
        String trashUntil,
        List<RemovedFile> files,
        String by,
        String at,
        String note,
        String deletedAt) {

    private static final Pattern ID = Pattern.compile("removal-[0-9a-f]{16}");

    public Removal {
        files = files == null
                ? List.of()
                : files.stream()
                        .filter(Objects::nonNull)
                        .filter(file -> file.path() != null)
                        .toList();
    }

    /** Fields in the data of a purge line. */
    private record Data(
            String removalId,
            RemovalScope scope,
            String planId,
            String rule,
            String trashUntil,
            List<RemovedFile> files) {}

    /** Returns the removal of a purge line; empty if its data are invalid. */
    static Optional<Removal> of(RetentionLine line) {
        return RecordMapper.convert(line.data(), Data.class)
                .filter(data -> data.removalId() != null && data.scope() != null)
                .map(data -> new Removal(
                        data.removalId(),
                        line.artifactId(),
                        data.scope(),
                        data.planId(),
                        data.rule(),
                        data.trashUntil(),
                        data.files(),
                        line.by(),
                        line.at(),
                        line.note(),
                        null));
    }

    /** Returns whether a text can be the id of a removal. */
    public static boolean isId(String text) {
        return text != null && ID.matcher(text).matches();
    }

    /** Returns the total size of the files, in bytes. */
    public long bytes() {
        return files.stream()
                .map(RemovedFile::bytes)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Returns whether it took a file that did not come back. */
    public boolean took(String path) {
        return files.stream().anyMatch(file -> file.path().equals(path));
    }

    /** Returns the time until which the files can be restored; empty if they are or should be deleted. */
    public Optional<Instant> restorableUntil() {
        if (isDeleted() || trashUntil == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(trashUntil).toInstant());
        } catch (DateTimeException e) {
            return Optional.of(Instant.MAX); // in doubt nothing is deleted
        }
    }

    /** Returns the line that restores some of the files. */
    public RetentionLine restore(List<String> paths, String restoredBy, String when, String why) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("removal_id", removalId);
        data.put("paths", paths);
        return new RetentionLine(artifactId, RetentionAction.RESTORE, restoredBy, when, why, data);
    }

    /** Returns the line that records that the files are deleted for good. */
    public RetentionLine tombstone(String deletedBy, String when) {
        return new RetentionLine(
                artifactId, RetentionAction.TOMBSTONE, deletedBy, when, null, Map.of("removal_id", removalId));
    }

    /** Returns whether the bytes are deleted for good. */
    public boolean isDeleted() {
        return deletedAt != null;
    }

    /** Returns the line that purges the files. */
    @SuppressWarnings("unchecked") // a record's map has text keys
    public RetentionLine line() {
        Map<String, Object> data = RecordMapper.convert(
                        new Data(removalId, scope, planId, rule, trashUntil, files), LinkedHashMap.class)
                .orElseThrow();
        return new RetentionLine(artifactId, RetentionAction.PURGE, by, at, note, data);
    }

    Removal deleted(String when) {
        return new Removal(removalId, artifactId, scope, planId, rule, trashUntil, files, by, at, note, when);
    }

    Removal without(Set<String> paths) {
        List<RemovedFile> left =
                files.stream().filter(file -> !paths.contains(file.path())).toList();
        return new Removal(removalId, artifactId, scope, planId, rule, trashUntil, left, by, at, note, deletedAt);
    }
}

package io.runfolio.bundle;

import io.runfolio.run.AssetRecord;
import io.runfolio.run.AssetState;
import io.runfolio.run.DerivativeKind;
import io.runfolio.run.DerivativeRecord;
import io.runfolio.run.EventOrigin;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Seals runs for tests. The media are a few bytes each: what the records say of them is made up, what they say of sizes
 * and checksums is true.
 */
public final class Bundles {
    public static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-26T21:45:12.345678Z"), ZoneOffset.UTC);

    private Bundles() {}

    public static EventOrigin origin(String eventId) {
        return new EventOrigin(eventId, sha256(eventId.getBytes(StandardCharsets.UTF_8)));
    }

    /** Seals a run all of whose assets are ready. */
    public static RunArtifact seal(BundleLayout layout, RunRequest request, String eventId) {
        Staging staging = new Staging(layout, "worker-1", CLOCK);
        RunDraft draft = staging.open(request, origin(eventId));
        RunArtifact run = new Sealer(layout, CLOCK).seal(draft, ready(draft), Map.of());
        staging.release(run.runId(), draft.origin());
        return run;
    }

    static List<AssetOutcome> ready(RunDraft draft) {
        List<AssetOutcome> outcomes = new ArrayList<>();
        draft.slots().forEach(slot -> outcomes.add(ready(draft, slot)));
        return outcomes;
    }

    static AssetOutcome ready(RunDraft draft, AssetSlot slot) {
        RunFolder folder = draft.folder();
        Path original = write(slot.original(folder), "original " + slot.stem());
        if (!slot.output()) {
            return outcome(slot, record(folder, slot, original, List.of()), AssetState.READY);
        }
        return switch (slot.source().kind()) {
            case IMAGE ->
                outcome(
                        slot,
                        record(
                                folder,
                                slot,
                                original,
                                List.of(
                                        derivative(
                                                folder,
                                                DerivativeKind.WEB,
                                                slot.webStem(folder) + ".webp",
                                                "image/webp"),
                                        derivative(
                                                folder,
                                                DerivativeKind.THUMB,
                                                slot.thumbStem(folder) + ".webp",
                                                "image/webp"))),
                        AssetState.READY);
            case VIDEO -> {
                write(slot.log(folder), "frame=120\n");
                yield outcome(
                        slot,
                        record(
                                folder,
                                slot,
                                original,
                                List.of(
                                        derivative(
                                                folder, DerivativeKind.WEB, slot.webStem(folder) + ".mp4", "video/mp4"),
                                        derivative(
                                                folder,
                                                DerivativeKind.POSTER,
                                                slot.posterStem(folder) + ".jpg",
                                                "image/jpeg"))),
                        AssetState.READY);
            }
            case AUDIO, TEXT, OTHER -> outcome(slot, record(folder, slot, original, List.of()), AssetState.SKIPPED);
        };
    }

    /** An output that is kept, but could not be read. */
    static AssetOutcome corrupt(RunDraft draft, AssetSlot slot) {
        Path original = write(slot.original(draft.folder()), "rubbish");
        return new AssetOutcome(
                slot,
                record(draft.folder(), slot, original, List.of()),
                AssetState.FAILED,
                List.of("The warning of " + slot.stem()),
                List.of("The error of " + slot.stem()),
                Optional.empty());
    }

    private static AssetOutcome outcome(AssetSlot slot, AssetRecord record, AssetState state) {
        return new AssetOutcome(slot, record, state, List.of(), List.of(), Optional.empty());
    }

    private static AssetRecord record(
            RunFolder folder, AssetSlot slot, Path original, List<DerivativeRecord> derivatives) {
        boolean video = slot.source().kind().jsonName().equals("video");
        byte[] bytes = read(original);
        return new AssetRecord(
                slot.source().kind(),
                slot.source().role(),
                folder.relative(original),
                folder.relative(original),
                Path.of(slot.source().sourcePath()).getFileName().toString(),
                slot.source().sourcePath(),
                slot.source().sourceUrl(),
                video ? "video/mp4" : "image/png",
                1024,
                768,
                video ? 5.0 : null,
                (long) bytes.length,
                (long) bytes.length,
                sha256(bytes),
                video ? "h264" : null,
                path(derivatives, DerivativeKind.WEB),
                path(derivatives, DerivativeKind.THUMB),
                path(derivatives, DerivativeKind.POSTER),
                size(derivatives, DerivativeKind.WEB),
                size(derivatives, DerivativeKind.THUMB),
                size(derivatives, DerivativeKind.POSTER),
                derivatives,
                slot.source().metadata());
    }

    private static DerivativeRecord derivative(RunFolder folder, DerivativeKind kind, String file, String type) {
        Path path = write(Path.of(file), kind.jsonName() + " of " + folder.relative(Path.of(file)));
        byte[] bytes = read(path);
        Double seconds = type.startsWith("video") ? 5.0 : null;
        return new DerivativeRecord(
                kind,
                folder.relative(path),
                type,
                640,
                480,
                seconds,
                (long) bytes.length,
                sha256(bytes),
                null,
                Map.of());
    }

    private static String path(List<DerivativeRecord> derivatives, DerivativeKind kind) {
        return derivatives.stream()
                .filter(derivative -> derivative.kind() == kind)
                .map(DerivativeRecord::relativePath)
                .findFirst()
                .orElse(null);
    }

    private static Long size(List<DerivativeRecord> derivatives, DerivativeKind kind) {
        return derivatives.stream()
                .filter(derivative -> derivative.kind() == kind)
                .map(DerivativeRecord::bytes)
                .findFirst()
                .orElse(null);
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

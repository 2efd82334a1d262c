package io.runfolio.work;

import io.runfolio.bundle.AssetOutcome;
import io.runfolio.bundle.AssetSlot;
import io.runfolio.bundle.RunFolder;
import io.runfolio.files.SourcePath;
import io.runfolio.files.SourceUrl;
import io.runfolio.media.Derivative;
import io.runfolio.media.MediaFacts;
import io.runfolio.media.MediaResult;
import io.runfolio.media.SniffedType;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.AssetSource;
import io.runfolio.run.AssetState;
import io.runfolio.run.DerivativeKind;
import io.runfolio.run.DerivativeRecord;
import io.runfolio.run.extras.AssetExtras;
import io.runfolio.run.extras.AssetPreview;
import io.runfolio.run.extras.FreeMaps;
import io.runfolio.work.preview.PreviewRecords;
import io.runfolio.work.redo.RedoFetch;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** Creates outcomes of assets: the record for {@code run.json}, warnings and errors. */
public final class AssetOutcomes {
    private AssetOutcomes() {}

    /** Returns the outcome of an asset that was processed. */
    static AssetOutcome of(CopiedAsset copied, MediaResult result) {
        AssetSlot slot = copied.task().slot();
        List<String> warnings = new ArrayList<>();
        List<String> errors = new ArrayList<>();
        result.warnings().forEach(warning -> warnings.add(slot.stem() + ": " + warning));
        result.problem().ifPresent(problem -> {
            List<String> sentences = result.state() == AssetState.FAILED ? errors : warnings;
            if (result.state() != AssetState.SKIPPED) {
                sentences.add(slot.stem() + ": " + problem.reason() + " (" + problem.code() + ")");
            }
        });
        return new AssetOutcome(slot, record(copied, result), result.state(), warnings, errors, Optional.empty());
    }

    /** Returns the outcome of an asset that was only copied, or could not be copied. */
    static AssetOutcome copiedOnly(CopiedAsset copied) {
        return of(copied, keptResult(copied));
    }

    private static MediaResult keptResult(CopiedAsset copied) {
        if (copied.problem().isPresent()) {
            MediaResult.Problem problem = copied.problem().get();
            return MediaResult.failed(problem.code(), problem.reason(), MediaFacts.unknown(), Map.of());
        }
        MediaFacts facts = copied.type()
                .map(SniffedType::mimeType)
                .or(() -> Optional.ofNullable(URLConnection.guessContentTypeFromName(
                        originalFilename(copied.task().slot()))))
                .map(MediaFacts::ofType)
                .orElseGet(MediaFacts::unknown);
        return MediaResult.skipped("no_derivatives", "Files of this kind are kept as they are.", facts, Map.of());
    }

    /** Returns the outcome for a source that changed after it was copied, when no attempt is left. */
    static AssetOutcome ofChangedSource(AssetOutcome outcome, boolean doubtful) {
        String what = outcome.slot().stem() + ": The source was written to after it was copied";
        List<String> warnings = new ArrayList<>(outcome.warnings());
        if (!doubtful) {
            warnings.add(what + "; the bundle has its former content (source_changed)");
            return outcome.with(outcome.record(), outcome.state(), warnings, outcome.errors());
        }
        Map<String, Object> metadata = FreeMaps.update(outcome.record().metadata(), FreeMaps.RUNFOLIO_KEY, extras -> {
            AssetExtras.writeState(
                    extras,
                    AssetState.FAILED,
                    Optional.of("source_changed"),
                    Optional.of("The source was still being written at the last attempt."));
        });
        return outcome.with(
                outcome.record().withMetadata(metadata),
                AssetState.FAILED,
                warnings,
                List.of(what + " at the last attempt (source_changed)"));
    }

    /** Returns the outcome of an interrupted asset, so that the whole run is repeated. */
    static AssetOutcome interrupted(CopiedAsset copied, RuntimeException cause) {
        AssetOutcome placeholder =
                of(copied, MediaResult.failed("interrupted", "Not finished.", MediaFacts.unknown(), Map.of()));
        return new AssetOutcome(
                placeholder.slot(),
                placeholder.record(),
                placeholder.state(),
                List.of(),
                List.of(),
                Optional.of(cause));
    }

    public static AssetOutcome interrupted(AssetTask task, RuntimeException cause) {
        return interrupted(
                new CopiedAsset(
                        task,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        CopiedAsset.Treatment.COPY,
                        System.nanoTime()),
                cause);
    }

    static String originalFilename(AssetSlot slot) {
        AssetSource source = slot.source();
        if (source.originalFilename() != null) {
            return source.originalFilename();
        }
        String name = SourcePath.fileName(source.sourcePath());
        return name.isEmpty() ? slot.stem() + slot.extension() : name;
    }

    private static AssetRecord record(CopiedAsset copied, MediaResult result) {
        AssetSlot slot = copied.task().slot();
        AssetSource source = slot.source();
        RunFolder folder = copied.task().draft().folder();
        boolean checksums = copied.task().draft().request().derivativeSettings().enableSha256();
        MediaFacts facts = result.facts();
        String original = folder.relative(slot.original(folder));
        Long bytes = copied.copy().map(SourceCopier.Copied::bytes).orElse(null);
        Optional<Derivative> web = derivative(result, DerivativeKind.WEB);
        Optional<Derivative> thumb = derivative(result, DerivativeKind.THUMB);
        Optional<Derivative> poster = derivative(result, DerivativeKind.POSTER);
        return new AssetRecord(
                facts.kind().orElse(source.kind()),
                source.role(),
                original,
                original,
                originalFilename(slot),
                SourceUrl.recorded(source.sourcePath()),
                SourceUrl.isWeb(source.sourcePath()) ? SourceUrl.recorded(source.sourceUrl()) : source.sourceUrl(),
                facts.mimeType()
                        .or(() -> copied.type().map(SniffedType::mimeType))
                        .orElse(null),
                orNull(facts.width()),
                orNull(facts.height()),
                orNull(facts.durationSeconds()),
                bytes,
                bytes,
                copied.copy()
                        .filter(copy -> checksums)
                        .map(SourceCopier.Copied::sha256)
                        .orElse(null),
                facts.codecName().orElse(null),
                web.map(made -> folder.relative(made.file())).orElse(null),
                thumb.map(made -> folder.relative(made.file())).orElse(null),
                poster.map(made -> folder.relative(made.file())).orElse(null),
                web.map(Derivative::bytes).orElse(null),
                thumb.map(Derivative::bytes).orElse(null),
                poster.map(Derivative::bytes).orElse(null),
                result.derivatives().stream().map(made -> record(made, folder)).toList(),
                metadata(copied, result));
    }

    private static DerivativeRecord record(Derivative made, RunFolder folder) {
        return new DerivativeRecord(
                made.kind(),
                folder.relative(made.file()),
                made.mimeType(),
                made.width(),
                made.height(),
                orNull(made.durationSeconds()),
                made.bytes(),
                made.sha256().orElse(null),
                made.codecName().orElse(null),
                made.metadata());
    }

    /** Returns the event's metadata, with Runfolio's own under one key. */
    private static Map<String, Object> metadata(CopiedAsset copied, MediaResult result) {
        AssetSource source = copied.task().slot().source();
        return FreeMaps.update(
                source.metadata(), FreeMaps.RUNFOLIO_KEY, extras -> putExtras(extras, copied, source, result));
    }

    private static void putExtras(
            Map<String, Object> extras, CopiedAsset copied, AssetSource source, MediaResult result) {
        AssetExtras.removeMade(extras);
        AssetExtras.writeState(
                extras,
                result.state(),
                result.problem().map(MediaResult.Problem::code),
                result.problem().map(MediaResult.Problem::reason));
        AssetExtras.writeDeclared(
                extras,
                source.tags(),
                result.facts().kind().filter(kind -> kind != source.kind()).map(kind -> source.kind()));
        RedoFetch.note(source, extras);
        extras.putAll(result.details());
        if (!result.previews().isEmpty()) {
            RunFolder folder = copied.task().draft().folder();
            extras.put(
                    AssetPreview.KEY,
                    result.previews().stream()
                            .map(made -> PreviewRecords.of(made, folder.relative(made.file()))
                                    .json())
                            .toList());
        }
        AssetExtras.writeSeconds(extras, secondsSince(copied.begun()));
    }

    /** Returns wall-clock seconds, rounded down to milliseconds. */
    private static double secondsSince(long begun) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) / 1000.0;
    }

    private static Optional<Derivative> derivative(MediaResult result, DerivativeKind kind) {
        return result.derivatives().stream().filter(made -> made.kind() == kind).findFirst();
    }

    private static Integer orNull(OptionalInt number) {
        return number.isPresent() ? number.getAsInt() : null;
    }

    private static Double orNull(OptionalDouble number) {
        return number.isPresent() ? number.getAsDouble() : null;
    }
}

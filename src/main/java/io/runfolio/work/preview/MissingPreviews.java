package io.runfolio.work.preview;

import io.runfolio.files.DurableFiles;
import io.runfolio.media.DerivativeTargets;
import io.runfolio.media.MediaJob;
import io.runfolio.media.MediaProcessor;
import io.runfolio.media.MediaResult;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.AssetState;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.run.extras.AssetExtras;
import io.runfolio.run.extras.AssetPreview;
import io.runfolio.run.extras.FreeMaps;
import io.runfolio.run.extras.JsonMap;
import io.runfolio.settings.VideoSettings;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Makes what an output of an older bundle lacks: facts of its picture, and previews. Thread-safe.
 *
 * <p>Existing files are only read. The caller places the new ones and records them, see {@link PreviewRecords}.
 */
public final class MissingPreviews {
    private final MediaProcessor images;
    private final Function<MediaJob, MediaResult> previews;

    /**
     * Creates a maker.
     *
     * @param images measures thumbs and posters
     * @param previews makes the previews of clips and sounds: {@code VideoProcessor.previews}
     */
    public MissingPreviews(MediaProcessor images, Function<MediaJob, MediaResult> previews) {
        this.images = images;
        this.previews = previews;
    }

    /** Parts that an output can lack. */
    public enum Kind {
        /** The placeholder and the perceptual hash of its thumb or poster. */
        PLACEHOLDER,
        /** The storyboard of a clip. */
        STORYBOARD,
        /** The peaks of a sound, and its thumb. */
        SOUND
    }

    /** Returns the parts that the settings ask for. */
    public static Set<Kind> enabled(VideoSettings settings) {
        Set<Kind> enabled = EnumSet.of(Kind.PLACEHOLDER);
        if (settings.storyboard()) {
            enabled.add(Kind.STORYBOARD);
        }
        if (settings.waveform()) {
            enabled.add(Kind.SOUND);
        }
        return enabled;
    }

    /** Returns what an output lacks, by its record; nothing unless it is ready. */
    public static Set<Kind> of(AssetRecord asset) {
        AssetExtras extras = AssetExtras.of(asset);
        Set<Kind> missing = EnumSet.noneOf(Kind.class);
        boolean isReady = extras.state().equals(Optional.of(AssetState.READY.jsonName()));
        if (!isReady || asset.relativePath() == null) {
            return missing;
        }
        if (asset.kind() == AssetKind.AUDIO) {
            if (lacks(extras, AssetPreview.PEAKS)) {
                missing.add(Kind.SOUND);
            }
            return missing;
        }
        if (extras.placeholder().isEmpty() && shown(asset) != null) {
            missing.add(Kind.PLACEHOLDER);
        }
        boolean hasNone =
                JsonMap.of(asset.metadata().get(FreeMaps.RUNFOLIO_KEY)).has(AssetPreview.NO_STORYBOARD);
        if (asset.kind() == AssetKind.VIDEO
                && asset.webPath() != null
                && !hasNone
                && lacks(extras, AssetPreview.STORYBOARD)) {
            missing.add(Kind.STORYBOARD);
        }
        return missing;
    }

    /** Returns the file, relative to the bundle, that a part is made from. */
    public static String source(Kind kind, AssetRecord asset) {
        return switch (kind) {
            case PLACEHOLDER -> shown(asset);
            case STORYBOARD -> asset.webPath();
            case SOUND -> asset.relativePath();
        };
    }

    private static boolean lacks(AssetExtras extras, String name) {
        return extras.previews().stream().noneMatch(made -> made.name().equals(name));
    }

    private static String shown(AssetRecord asset) {
        return asset.posterPath() != null ? asset.posterPath() : asset.thumbPath();
    }

    /**
     * Makes some of what an output lacks.
     *
     * @param wanted what to make, of {@link #of}
     * @param bundle folder with the files that the record names
     * @param targets paths of new files, in a folder of the caller; new files have names after the thumb
     * @param settings the run's settings of derivatives
     * @return facts, files and warnings; its state is ready even if a part could not be made, which is a warning
     */
    public MediaResult make(
            Set<Kind> wanted, AssetRecord asset, Path bundle, DerivativeTargets targets, DerivativeSettings settings) {
        Optional<MediaResult> files = Optional.empty();
        if (wanted.contains(Kind.STORYBOARD) || wanted.contains(Kind.SOUND)) {
            String source = source(wanted.contains(Kind.SOUND) ? Kind.SOUND : Kind.STORYBOARD, asset);
            files = Optional.of(previews.apply(job(bundle.resolve(source), asset.kind(), targets, settings)));
        }
        Optional<MediaResult> placeholder = wanted.contains(Kind.PLACEHOLDER)
                ? Optional.of(measure(bundle.resolve(shown(asset)), targets, settings))
                : Optional.empty();
        Map<String, Object> details = new LinkedHashMap<>();
        Stream.of(files, placeholder).flatMap(Optional::stream).forEach(result -> result.details()
                .forEach(details::put));
        details.keySet().retainAll(PreviewRecords.DETAILS);
        return new MediaResult(
                AssetState.READY,
                Optional.empty(),
                files.or(() -> placeholder).orElseThrow().facts(),
                files.map(MediaResult::derivatives).orElse(List.of()),
                files.map(MediaResult::previews).orElse(List.of()),
                Stream.of(files, placeholder)
                        .flatMap(Optional::stream)
                        .flatMap(MissingPreviews::warnings)
                        .toList(),
                details);
    }

    private static Stream<String> warnings(MediaResult result) {
        return Stream.concat(
                result.warnings().stream(), result.problem().stream().map(MediaResult.Problem::reason));
    }

    private static MediaJob job(Path source, AssetKind kind, DerivativeTargets targets, DerivativeSettings settings) {
        return new MediaJob(source, kind, null, targets, settings);
    }

    /** Returns the result for a derivative picture, whose own derivatives are deleted. */
    private MediaResult measure(Path picture, DerivativeTargets targets, DerivativeSettings settings) {
        Path stem = targets.thumb("measured", "tmp");
        Path web = stem.resolveSibling(stem.getFileName() + "-web");
        DerivativeSettings small = new DerivativeSettings(
                1, "png", 90, settings.imageThumbMaxDimension(), "webp", 10, 1, 1, "jpg", false, false);
        MediaResult result = images.derive(
                job(picture, AssetKind.IMAGE, new DerivativeTargets(web, stem, stem, targets.log()), small));
        result.derivatives().forEach(made -> DurableFiles.delete(made.file(), "A temporary picture cannot be deleted"));
        return result;
    }
}

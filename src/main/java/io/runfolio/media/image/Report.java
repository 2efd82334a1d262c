package io.runfolio.media.image;

import io.runfolio.media.Derivative;
import io.runfolio.media.MediaFacts;
import io.runfolio.media.MediaResult;
import io.runfolio.media.MediaResult.Problem;
import io.runfolio.media.SniffedType;
import io.runfolio.media.SniffedType.Format;
import io.runfolio.media.generation.GenerationData;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/** Gathers what becomes known of one picture on the way to its result. */
final class Report {
    private static final Map<Format, Set<String>> EXTENSIONS = Map.of(
            Format.JPEG, Set.of("jpg", "jpeg", "jpe", "jfif"),
            Format.PNG, Set.of("png", "apng"),
            Format.TIFF, Set.of("tif", "tiff"),
            Format.HEIC, Set.of("heic", "heif", "hif"),
            Format.JPEG_2000, Set.of("jp2", "j2k", "jpx", "jpf", "j2c", "jpc"),
            Format.BMP, Set.of("bmp", "dib"));

    private final List<String> warnings = new ArrayList<>();
    private final Map<String, Object> details = new LinkedHashMap<>();
    private MediaFacts facts = MediaFacts.unknown();

    void type(SniffedType type) {
        details.put("sniffed_type", type.mimeType());
        facts = new MediaFacts(
                Optional.of(type.kind()),
                Optional.of(type.mimeType()),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                Optional.empty());
    }

    void size(Size displayed) {
        facts = new MediaFacts(
                Optional.of(AssetKind.IMAGE),
                facts.mimeType(),
                OptionalInt.of(displayed.width()),
                OptionalInt.of(displayed.height()),
                facts.durationSeconds(),
                Optional.empty());
    }

    void header(ImageHeader header) {
        size(header.displayed());
        details.put("animated", header.animated());
        details.put("frame_count", header.frames());
        details.put("bit_depth", header.bitDepth());
        details.put("has_alpha", header.alpha());
        details.put("orientation", header.orientation().tag());
        header.embedded()
                .icc()
                .flatMap(icc -> new IccTags(icc).description())
                .ifPresent(name -> details.put("color_profile", name));
        header.embedded().coded().ifPresent(coded -> {
            details.put("color_profile", coded.name());
            details.put("hdr", coded.hdr());
        });
        GenerationData.parse(header.texts()).ifPresent(data -> details.put("generation", data));
        KeptMetadata kept = KeptMetadata.of(header.embedded());
        kept.rights().ifPresent(rights -> details.put("copyright", rights));
        kept.digitalSourceType().ifPresent(source -> details.put("digital_source_type", source));
        if (header.embedded().c2pa()) {
            details.put("c2pa", true);
        }
        if (header.truncated()) {
            truncated();
        }
    }

    void truncated() {
        details.put("truncated", true);
        warn("The picture's file ends early: part of the picture may be missing.");
    }

    void damaged() {
        details.put("damaged", true);
        warn("The picture is damaged: its decoder passed over errors.");
    }

    void detail(String key, Object value) {
        details.put(key, value);
    }

    void duration(double seconds) {
        facts = new MediaFacts(
                facts.kind(),
                facts.mimeType(),
                facts.width(),
                facts.height(),
                OptionalDouble.of(seconds),
                Optional.empty());
    }

    void warn(String sentence) {
        if (!warnings.contains(sentence)) {
            warnings.add(sentence);
        }
    }

    void warnOfExtension(String name, SniffedType type) {
        int dot = name == null ? -1 : name.lastIndexOf('.');
        if (dot < 0) {
            return;
        }
        String extension = name.substring(dot + 1).toLowerCase(Locale.ROOT);
        if (!EXTENSIONS.getOrDefault(type.format(), Set.of(type.extension())).contains(extension)) {
            details.put("extension_mismatch", true);
            warn("The file's name ends in ." + printable(extension) + ", but its content is " + type.mimeType() + ".");
        }
    }

    MediaResult ready(List<Derivative> derivatives) {
        return result(AssetState.READY, Optional.empty(), derivatives);
    }

    MediaResult unusable(AssetState state, Problem problem) {
        return result(state, Optional.of(problem), List.of());
    }

    private MediaResult result(AssetState state, Optional<Problem> problem, List<Derivative> derivatives) {
        return new MediaResult(state, problem, facts, derivatives, warnings, details);
    }

    private static String printable(String extension) {
        String plain = extension.replaceAll("[^a-z0-9]", "?");
        return plain.substring(0, Math.min(12, plain.length()));
    }
}

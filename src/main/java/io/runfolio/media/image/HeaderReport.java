package io.runfolio.media.image;

import io.runfolio.media.MediaReport;
import io.runfolio.media.generation.GenerationData;
import io.runfolio.media.image.colour.IccProfile;
import io.runfolio.media.image.format.ImageHeader;
import io.runfolio.media.image.metadata.RightsMetadata;

/** Writes the facts of a picture's header, and defects of the picture, into its report. */
final class HeaderReport {
    private HeaderReport() {}

    /** Adds the size and the details of a header. */
    static void add(ImageHeader header, MediaReport report) {
        report.pictureSize(header.displayed().width(), header.displayed().height());
        report.detail("animated", header.animated());
        report.detail("frame_count", header.frames());
        report.detail("bit_depth", header.bitDepth());
        report.detail("has_alpha", header.alpha());
        report.detail("orientation", header.orientation().tag());
        header.embedded()
                .icc()
                .flatMap(icc -> new IccProfile(icc).description())
                .ifPresent(name -> report.detail("color_profile", name));
        header.embedded().coded().ifPresent(coded -> {
            report.detail("color_profile", coded.name());
            report.detail("hdr", coded.hdr());
        });
        GenerationData.parse(header.texts()).ifPresent(data -> report.detail("generation", data));
        RightsMetadata rights = RightsMetadata.of(header.embedded());
        rights.rights().ifPresent(notice -> report.detail("copyright", notice));
        rights.digitalSourceType().ifPresent(source -> report.detail("digital_source_type", source));
        if (header.embedded().c2pa()) {
            report.detail("c2pa", true);
        }
        if (header.truncated()) {
            report.detail("truncated", true);
            report.warn("The picture's file ends early: part of the picture may be missing.");
        }
    }

    /** Adds that a decoder skipped errors. */
    static void addDamage(MediaReport report) {
        report.detail("damaged", true);
        report.warn("The picture is damaged: its decoder skipped errors.");
    }
}

package io.runfolio.media;

import io.runfolio.run.AssetKind;

/**
 * What a file's first bytes say it is.
 *
 * @param mimeType its type, such as {@code image/png}
 * @param kind what it is to us; for a container that may hold sound alone, {@code VIDEO} until its tracks were looked at
 * @param extension the usual extension, lower case, without dot
 * @param format the format in our own words
 */
public record SniffedType(String mimeType, AssetKind kind, String extension, Format format) {

    /** Formats that are told apart. */
    public enum Format {
        PNG,
        JPEG,
        GIF,
        WEBP,
        AVIF,
        HEIC,
        TIFF,
        BMP,
        PSD,
        JPEG_2000,
        JPEG_XL,
        ICO,
        SVG,
        MP4,
        MATROSKA,
        AVI,
        MPEG_TS,
        MPEG_PS,
        FLV,
        OGG,
        WAV,
        MP3,
        FLAC,
        AAC,
        /** A bare stream of ITU-T H.264, annex B. */
        H264,
        PDF,
        XML,
        ZIP,
        JSON,
        TEXT
    }
}

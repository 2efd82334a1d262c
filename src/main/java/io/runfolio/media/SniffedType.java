package io.runfolio.media;

import io.runfolio.run.AssetKind;

/**
 * File type according to the file's first bytes.
 *
 * @param mimeType MIME type, such as {@code image/png}
 * @param kind asset kind; {@code VIDEO} for containers that may hold sound only, until the tracks are known
 * @param extension usual extension in lower case, without dot
 * @param format file format
 */
public record SniffedType(String mimeType, AssetKind kind, String extension, Format format) {

    /** Formats that are distinguished. */
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
        /** Raw stream of ITU-T H.264, annex B. */
        H264,
        PDF,
        XML,
        ZIP,
        JSON,
        TEXT
    }
}

package io.runfolio.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.runfolio.files.StorageException;
import io.runfolio.media.SniffedType.Format;
import io.runfolio.run.AssetKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Detects a file's type from its first {@value #HEAD_BYTES} bytes, never from its name.
 *
 * <p>Playlists (HLS, concat, SDP) count as plain text.
 */
public final class MediaSniffer {
    /** Number of bytes examined. */
    public static final int HEAD_BYTES = 4096;

    private MediaSniffer() {}

    /**
     * Returns the type of a file; empty if its signature is unknown.
     *
     * @throws StorageException if it cannot be read
     */
    public static Optional<SniffedType> sniff(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return sniff(in.readNBytes(HEAD_BYTES));
        } catch (IOException e) {
            throw new StorageException("Cannot read the file: " + e.getClass().getSimpleName(), e);
        }
    }

    /** Returns why a file has no known type: a sentence without a period. */
    public static String unknownReason(Path file) {
        try {
            return Files.size(file) == 0 ? "The file is empty" : "The file has no known signature";
        } catch (IOException e) {
            throw new StorageException("Cannot read the file: " + e.getClass().getSimpleName(), e);
        }
    }

    /** Returns the type of a file with these first bytes; empty if the signature is unknown. */
    public static Optional<SniffedType> sniff(byte[] head) {
        Head bytes = new Head(head);
        return picture(bytes)
                .or(() -> clip(bytes))
                .or(() -> sound(bytes))
                .or(() -> document(bytes))
                .or(() -> TextSniffer.sniff(head));
    }

    private static Optional<SniffedType> picture(Head head) {
        if (head.has(0, "\u0089PNG\r\n\u001a\n")) {
            return image("image/png", "png", Format.PNG);
        }
        if (head.has(0, "\u00ff\u00d8\u00ff")) {
            return image("image/jpeg", "jpg", Format.JPEG);
        }
        if (head.has(0, "GIF87a") || head.has(0, "GIF89a")) {
            return image("image/gif", "gif", Format.GIF);
        }
        if (head.has(0, "RIFF") && head.has(8, "WEBP")) {
            return image("image/webp", "webp", Format.WEBP);
        }
        if (head.has(0, "II*\0") || head.has(0, "MM\0*") || head.has(0, "II+\0") || head.has(0, "MM\0+")) {
            return image("image/tiff", "tiff", Format.TIFF);
        }
        if (head.has(0, "BM") && head.has(6, "\0\0\0\0")) {
            return image("image/bmp", "bmp", Format.BMP);
        }
        if (head.has(0, "8BPS\0\1") || head.has(0, "8BPS\0\2")) {
            return image("image/vnd.adobe.photoshop", "psd", Format.PSD);
        }
        if (head.has(0, "\0\0\0\fjP  \r\n\u0087\n") || head.has(0, "\u00ffO\u00ffQ")) {
            return image("image/jp2", "jp2", Format.JPEG_2000);
        }
        if (head.has(0, "\0\0\0\fJXL \r\n\u0087\n") || head.has(0, "\u00ff\n")) {
            return image("image/jxl", "jxl", Format.JPEG_XL);
        }
        if (head.has(0, "\0\0\1\0") && head.at(4) > 0 && head.at(5) == 0 && head.at(9) == 0) {
            return image("image/x-icon", "ico", Format.ICO);
        }
        return head.has(4, "ftyp") ? stillBrand(head) : Optional.empty();
    }

    /** Distinguishes stills from clips, which share the ISO base media container, by their brands. */
    private static Optional<SniffedType> stillBrand(Head head) {
        for (String brand : head.brands()) {
            switch (brand) {
                case "avif", "avis" -> {
                    return image("image/avif", "avif", Format.AVIF);
                }
                case "heic", "heix", "hevc", "hevx", "heim", "heis" -> {
                    return image("image/heic", "heic", Format.HEIC);
                }
                case "isom", "iso2", "iso5", "iso6", "mp41", "mp42", "qt  ", "avc1", "M4V ", "M4A " -> {
                    return Optional.empty();
                }
                default -> {}
            }
        }
        return head.has(8, "mif1") || head.has(8, "msf1") ? image("image/heif", "heif", Format.HEIC) : Optional.empty();
    }

    private static Optional<SniffedType> clip(Head head) {
        if (head.has(4, "ftyp")) {
            return isoMedia(head);
        }
        // old QuickTime files have no ftyp box
        if (head.has(4, "moov") || head.has(4, "mdat") || head.has(4, "wide")) {
            return video("video/quicktime", "mov", Format.MP4);
        }
        if (head.has(0, "\u001aE\u00df\u00a3")) {
            boolean webm = head.contains("webm");
            return video(webm ? "video/webm" : "video/x-matroska", webm ? "webm" : "mkv", Format.MATROSKA);
        }
        if (head.has(0, "RIFF") && head.has(8, "AVI ")) {
            return video("video/x-msvideo", "avi", Format.AVI);
        }
        if (head.at(0) == 'G' && head.at(188) == 'G' && head.at(376) == 'G') {
            return video("video/mp2t", "ts", Format.MPEG_TS);
        }
        if (head.at(4) == 'G' && head.at(196) == 'G' && head.at(388) == 'G') {
            return video("video/mp2t", "m2ts", Format.MPEG_TS);
        }
        if (head.has(0, "\0\0\1\u00ba")) {
            return video("video/mpeg", "mpg", Format.MPEG_PS);
        }
        if (bareH264(head)) {
            return video("video/h264", "h264", Format.H264);
        }
        if (head.has(0, "FLV\1")) {
            return video("video/x-flv", "flv", Format.FLV);
        }
        if (head.has(0, "OggS\0")) {
            boolean moves = head.contains("\u0080theora") || head.contains("fishead\0");
            return moves ? video("video/ogg", "ogv", Format.OGG) : audio("audio/ogg", "ogg", Format.OGG);
        }
        return Optional.empty();
    }

    /** Detects an H.264 stream: a start code, then a parameter set (7) or delimiter (9). */
    private static boolean bareH264(Head head) {
        int at = head.has(0, "\0\0\0\1") ? 4 : head.has(0, "\0\0\1") ? 3 : -1;
        return at > 0
                && (head.at(at) == 0x67 && head.contains("\0\0\1\u0068")
                        || head.at(at) == 0x27 && head.contains("\0\0\1\u0028")
                        || head.at(at) == 0x09 && (head.contains("\0\0\1\u0067") || head.contains("\0\0\1\u0027")));
    }

    private static Optional<SniffedType> isoMedia(Head head) {
        if (head.has(8, "qt  ")) {
            return video("video/quicktime", "mov", Format.MP4);
        }
        if (head.has(8, "3g")) {
            return video("video/3gpp", "3gp", Format.MP4);
        }
        if (head.has(8, "M4A ") || head.has(8, "M4B ")) {
            return audio("audio/mp4", "m4a", Format.MP4);
        }
        return video("video/mp4", "mp4", Format.MP4);
    }

    private static Optional<SniffedType> sound(Head head) {
        if ((head.has(0, "RIFF") || head.has(0, "RF64")) && head.has(8, "WAVE")) {
            return audio("audio/wav", "wav", Format.WAV);
        }
        if (head.has(0, "fLaC")) {
            return audio("audio/flac", "flac", Format.FLAC);
        }
        if (head.has(0, "ID3")) {
            return audio("audio/mpeg", "mp3", Format.MP3);
        }
        if (head.at(0) != 0xff || (head.at(1) & 0xe0) != 0xe0) {
            return Optional.empty();
        }
        // 12 bits of sync; layer 00 is ADTS, 01 is MPEG layer III; reserved rates exclude accidental matches
        int layer = head.at(1) >> 1 & 3;
        if (layer == 0 && (head.at(1) & 0xf0) == 0xf0 && (head.at(2) >> 2 & 0xf) < 13) {
            return audio("audio/aac", "aac", Format.AAC);
        }
        boolean plausible = head.at(2) >> 4 != 0xf && head.at(2) >> 4 != 0 && (head.at(2) >> 2 & 3) != 3;
        return layer == 1 && plausible ? audio("audio/mpeg", "mp3", Format.MP3) : Optional.empty();
    }

    private static Optional<SniffedType> document(Head head) {
        if (head.has(0, "%PDF-")) {
            return other("application/pdf", "pdf", Format.PDF);
        }
        if (head.has(0, "PK\3\4") || head.has(0, "PK\5\6")) {
            return other("application/zip", "zip", Format.ZIP);
        }
        return Optional.empty();
    }

    private static Optional<SniffedType> image(String mimeType, String extension, Format format) {
        return Optional.of(new SniffedType(mimeType, AssetKind.IMAGE, extension, format));
    }

    private static Optional<SniffedType> video(String mimeType, String extension, Format format) {
        return Optional.of(new SniffedType(mimeType, AssetKind.VIDEO, extension, format));
    }

    private static Optional<SniffedType> audio(String mimeType, String extension, Format format) {
        return Optional.of(new SniffedType(mimeType, AssetKind.AUDIO, extension, format));
    }

    private static Optional<SniffedType> other(String mimeType, String extension, Format format) {
        return Optional.of(new SniffedType(mimeType, AssetKind.OTHER, extension, format));
    }

    /** First bytes of a file as Latin-1, one character per byte. */
    private record Head(String text) {
        Head(byte[] bytes) {
            this(new String(bytes, 0, Math.min(bytes.length, HEAD_BYTES), ISO_8859_1));
        }

        boolean has(int offset, String magic) {
            return text.startsWith(magic, offset);
        }

        boolean contains(String words) {
            return text.contains(words);
        }

        /** Returns the byte at an offset, or -1 past the end. */
        int at(int offset) {
            return offset < text.length() ? text.charAt(offset) : -1;
        }

        /** Returns the brands of the ftyp box: the major brand at 8, compatible brands from 16 on. */
        Iterable<String> brands() {
            int size = at(0) << 24 | at(1) << 16 | at(2) << 8 | at(3);
            int end = Math.min(text.length(), Math.max(size, 12));
            List<String> brands = new ArrayList<>();
            for (int offset = 8; offset + 4 <= end; offset += offset == 8 ? 8 : 4) {
                brands.add(text.substring(offset, offset + 4));
            }
            return brands;
        }
    }
}

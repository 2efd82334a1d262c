package io.runfolio.media.video.probe;

import io.runfolio.media.SniffedType;
import java.util.Optional;

/**
 * Supported container formats with the names of FFmpeg's demuxers.
 *
 * <p>Other formats, especially playlists, are never passed to FFmpeg.
 */
public enum ContainerFormat {
    MP4("mov"),
    MATROSKA("matroska"),
    AVI("avi"),
    MPEG_TS("mpegts"),
    MPEG_PS("mpeg"),
    FLV("flv"),
    OGG("ogg"),
    WAV("wav"),
    MP3("mp3"),
    FLAC("flac"),
    AAC("aac"),
    H264("h264");

    private final String demuxer;

    ContainerFormat(String demuxer) {
        this.demuxer = demuxer;
    }

    public String demuxer() {
        return demuxer;
    }

    public static Optional<ContainerFormat> of(SniffedType type) {
        return switch (type.format()) {
            case MP4 -> Optional.of(MP4);
            case MATROSKA -> Optional.of(MATROSKA);
            case AVI -> Optional.of(AVI);
            case MPEG_TS -> Optional.of(MPEG_TS);
            case MPEG_PS -> Optional.of(MPEG_PS);
            case FLV -> Optional.of(FLV);
            case OGG -> Optional.of(OGG);
            case WAV -> Optional.of(WAV);
            case MP3 -> Optional.of(MP3);
            case FLAC -> Optional.of(FLAC);
            case AAC -> Optional.of(AAC);
            case H264 -> Optional.of(H264);
            default -> Optional.empty();
        };
    }
}

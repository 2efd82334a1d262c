package io.runfolio.media.video;

import io.runfolio.media.SniffedType;
import java.util.Optional;

/** A container format that is opened, under the name that FFmpeg's demuxer has. What is not listed here is never handed to FFmpeg, playlists above all. */
enum Container {
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

    Container(String demuxer) {
        this.demuxer = demuxer;
    }

    String demuxer() {
        return demuxer;
    }

    static Optional<Container> of(SniffedType type) {
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

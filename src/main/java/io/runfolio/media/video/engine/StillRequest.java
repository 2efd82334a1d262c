package io.runfolio.media.video.engine;

import io.runfolio.media.HeifItem;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Request to decode a picture.
 *
 * @param source the picture; read only
 * @param demuxer FFmpeg's name of the only demuxer allowed
 * @param fullRange whether untagged Y'CbCr samples have full range, as in JPEG 2000
 * @param item primary item; without one the picture is rotated as the container says
 * @param png output file; the decoder runs in its folder
 */
public record StillRequest(Path source, String demuxer, boolean fullRange, Optional<HeifItem> item, Path png) {}

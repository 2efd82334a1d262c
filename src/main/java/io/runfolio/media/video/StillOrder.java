package io.runfolio.media.video;

import io.runfolio.media.HeifItem;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A picture that is to be decoded.
 *
 * @param source the picture; never written
 * @param demuxer FFmpeg's name of the one demuxer that may be used
 * @param fullRange whether Y'CbCr samples reach from 0 to 255 where nothing else is said, as those of JPEG 2000 do
 * @param item what to do with the primary item; if none is known, the picture is turned as the container says
 * @param png the file to write; the decoder runs in that file's folder
 */
record StillOrder(Path source, String demuxer, boolean fullRange, Optional<HeifItem> item, Path png) {}

package io.runfolio.media.video.embedded;

import static io.runfolio.media.video.embedded.Native.check;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_DEFAULT;
import static org.bytedeco.ffmpeg.global.avformat.AV_STREAM_GROUP_PARAMS_TILE_GRID;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_RGB;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB24;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStreamGroup;
import org.bytedeco.ffmpeg.avformat.AVStreamGroupTileGrid;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** Picture stored as a grid of equal tiles, row by row: ISO/IEC 23008-12, section 6.6.2.3. */
final class TileGrid {
    private static final int BYTES_A_PIXEL = 3;

    private final AVStreamGroup group;
    private final AVStreamGroupTileGrid grid;
    private final Set<Integer> done = new HashSet<>();

    private TileGrid(AVStreamGroup group) {
        this.group = group;
        this.grid = group.params_tile_grid();
    }

    /** Returns the grid if it is the file's main picture. */
    static Optional<TileGrid> of(Source source) {
        for (int at = 0; at < source.context().nb_stream_groups(); at++) {
            AVStreamGroup group = source.context().stream_groups(at);
            if (group.type() == AV_STREAM_GROUP_PARAMS_TILE_GRID
                    && (group.disposition() & AV_DISPOSITION_DEFAULT) != 0) {
                return Optional.of(new TileGrid(group));
            }
        }
        return Optional.empty();
    }

    /** Returns the filters that rotate the joined picture upright, each followed by a comma. */
    String turn() {
        return DisplayMatrix.of(grid.coded_side_data(), grid.nb_coded_side_data())
                .map(DisplayMatrix::filters)
                .orElse("");
    }

    /** Decodes all tiles and passes on the joined picture, which is valid until the call returns. */
    void join(Source source, TaskArguments task, Decoder.Output output) throws IOException {
        long pixels = (long) grid.width() * grid.height();
        if (grid.nb_tiles() != group.nb_streams() || pixels < 1 || pixels > task.longValue("maxPixels")) {
            throw new Native.NativeException("Error: the picture's tiles cannot be joined");
        }
        AVFrame whole = check(av_frame_alloc(), "allocating a frame");
        whole.width(grid.width());
        whole.height(grid.height());
        whole.format(AV_PIX_FMT_RGB24);
        whole.colorspace(AVCOL_SPC_RGB);
        whole.color_range(AVCOL_RANGE_JPEG);
        check(av_frame_get_buffer(whole, 0), "allocating the picture");
        try {
            decode(source, task, whole);
            if (done.size() < grid.nb_tiles()) {
                throw new Native.NativeException("Error: the file ended prematurely, tiles are missing");
            }
            output.accept(whole);
        } finally {
            av_frame_free(whole);
        }
    }

    private void decode(Source source, TaskArguments task, AVFrame whole) throws IOException {
        Map<Integer, Integer> tiles = new HashMap<>();
        for (int tile = 0; tile < group.nb_streams(); tile++) {
            tiles.put(group.streams(tile).index(), tile);
        }
        source.only(tiles.keySet());
        AVPacket packet = check(av_packet_alloc(), "allocating a packet");
        while (done.size() < tiles.size() && source.read(packet)) {
            Integer tile = tiles.get(packet.stream_index());
            if (tile != null) {
                try (Decoder decoder = new Decoder(source.track(packet.stream_index()), Optional.empty(), task)) {
                    decoder.decode(packet, frame -> paste(frame, tile, whole));
                    decoder.decode(null, frame -> paste(frame, tile, whole));
                }
            }
        }
    }

    private void paste(AVFrame frame, int tile, AVFrame whole) throws IOException {
        if (!done.add(tile)) {
            return;
        }
        // the color tags of a tile apply to the whole picture
        whole.color_primaries(frame.color_primaries());
        whole.color_trc(frame.color_trc());
        int columns = (grid.coded_width() + frame.width() - 1) / frame.width();
        int left = tile % columns * frame.width();
        int top = tile / columns * frame.height();
        try (Filters filters = new Filters(StillTask.format(frame), StillTask.EXACT + "format=rgb24")) {
            filters.filter(frame, (label, ready) -> copy(ready, whole, left, top));
            filters.filter(null, (label, ready) -> copy(ready, whole, left, top));
        }
    }

    private static void copy(AVFrame tile, AVFrame whole, int left, int top) {
        int width = Math.min(tile.width(), whole.width() - left);
        int height = Math.min(tile.height(), whole.height() - top);
        for (int y = 0; y < height && width > 0; y++) {
            BytePointer from = tile.data(0).getPointer((long) y * tile.linesize(0));
            BytePointer to =
                    whole.data(0).getPointer((long) (top + y) * whole.linesize(0) + (long) left * BYTES_A_PIXEL);
            Pointer.memcpy(to, from, (long) width * BYTES_A_PIXEL);
        }
    }
}

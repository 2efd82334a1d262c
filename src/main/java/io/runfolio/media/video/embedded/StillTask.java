package io.runfolio.media.video.embedded;

import static io.runfolio.media.video.embedded.Native.check;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_DEFAULT;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_clone;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Decodes a file's main picture to a PNG, upright as its container says; tiles are joined. */
final class StillTask {
    /** Scaler options without which colors are some steps off. */
    static final String EXACT = "scale=flags=bicubic+accurate_rnd+full_chroma_int,";

    private final TaskArguments task;
    private boolean written;

    StillTask(TaskArguments task) {
        this.task = task;
    }

    void run() throws IOException {
        try (Source source = new Source(task)) {
            Optional<TileGrid> grid = TileGrid.of(source);
            if (grid.isPresent()) {
                grid.get()
                        .join(
                                source,
                                task,
                                frame -> write(frame, turn(() -> grid.get().turn())));
            } else {
                one(source);
            }
        }
        if (!written) {
            throw new Native.NativeException("Error: the file holds no picture that could be decoded");
        }
    }

    private void one(Source source) throws IOException {
        AVStream track = track(source);
        String turn = turn(() ->
                DisplayMatrix.of(track.codecpar()).map(DisplayMatrix::filters).orElse(""));
        Optional<AVStream> mask =
                task.flag("items") ? alpha(source) : AlphaTrack.of(source, track, task.text("source"));
        Map<Integer, AVFrame> frames = decode(source, track, mask.orElse(track));
        AVFrame picture = frames.get(track.index());
        if (picture == null) {
            return;
        }
        if (task.flag("fullRange") && picture.color_range() == AVCOL_RANGE_UNSPECIFIED) {
            picture.color_range(AVCOL_RANGE_JPEG);
        }
        Optional<AVFrame> alpha = mask.map(found -> frames.get(found.index()));
        if (mask.isEmpty()) {
            write(picture, turn);
        } else if (alpha.isEmpty()) {
            throw new Native.NativeException("Error: the file ended prematurely, its transparency is missing");
        } else {
            converted(
                    picture,
                    EXACT + "format=rgba" + turn,
                    colours -> converted(alpha.get(), "format=gray" + turn, values -> {
                        AlphaTrack.merge(colours, values);
                        encode(colours);
                    }));
        }
    }

    /**
     * Returns the filters that rotate and crop a picture, each preceded by a comma.
     *
     * <p>They come from the caller, who read the file's items, else from FFmpeg's reading of the container.
     */
    private String turn(Supplier<String> container) {
        String filters = task.flag("items") ? task.text("geometry") : container.get();
        String trimmed = filters.endsWith(",") ? filters.substring(0, filters.length() - 1) : filters;
        return trimmed.isEmpty() ? "" : "," + trimmed;
    }

    /** Returns the track of the alpha item; tracks have the numbers of their items. */
    private Optional<AVStream> alpha(Source source) {
        for (int index = 0; index < source.tracks() && task.find("alpha").isPresent(); index++) {
            if (source.track(index).id() == task.longValue("alpha")) {
                return Optional.of(source.track(index));
            }
        }
        return Optional.empty();
    }

    /** Decodes the first frame of each track. The frames are freed when the process ends. */
    private Map<Integer, AVFrame> decode(Source source, AVStream... tracks) throws IOException {
        Map<Integer, AVFrame> frames = new HashMap<>();
        Map<Integer, Decoder> decoders = new HashMap<>();
        for (AVStream track : tracks) {
            decoders.computeIfAbsent(track.index(), index -> new Decoder(track, Optional.empty(), task));
        }
        source.only(decoders.keySet());
        AVPacket packet = check(av_packet_alloc(), "allocating a packet");
        while (frames.size() < decoders.size() && source.read(packet)) {
            int index = packet.stream_index();
            if (decoders.containsKey(index)) {
                decoders.get(index).decode(packet, frame -> keepFirst(frames, index, frame));
            }
        }
        for (Map.Entry<Integer, Decoder> decoder : decoders.entrySet()) {
            decoder.getValue().decode(null, frame -> keepFirst(frames, decoder.getKey(), frame));
            decoder.getValue().close();
        }
        return frames;
    }

    private static void keepFirst(Map<Integer, AVFrame> frames, int track, AVFrame frame) {
        frames.computeIfAbsent(track, key -> av_frame_clone(frame));
    }

    private static AVStream track(Source source) {
        AVStream first = null;
        for (int index = 0; index < source.tracks(); index++) {
            AVStream track = source.track(index);
            boolean picture = track.codecpar().codec_type() == AVMEDIA_TYPE_VIDEO
                    && (track.disposition() & AV_DISPOSITION_ATTACHED_PIC) == 0;
            if (picture && (track.disposition() & AV_DISPOSITION_DEFAULT) != 0) {
                return track;
            }
            first = picture && first == null ? track : first;
        }
        if (first == null) {
            throw new Native.NativeException("Error: the file matches no streams");
        }
        return first;
    }

    /** Writes a frame with 8 bits per sample, and alpha if present. */
    private void write(AVFrame frame, String turn) throws IOException {
        converted(frame, EXACT + "format=rgb24|rgba" + turn, this::encode);
    }

    private static void converted(AVFrame frame, String graph, Decoder.Output output) throws IOException {
        try (Filters filters = new Filters(format(frame), graph)) {
            filters.filter(frame, (label, ready) -> output.accept(ready));
            filters.filter(null, (label, ready) -> output.accept(ready));
        }
    }

    static String format(AVFrame frame) {
        String text = "video_size=" + frame.width() + "x" + frame.height() + ":pix_fmt=" + frame.format()
                + ":time_base=1/25:colorspace=" + frame.colorspace();
        return frame.color_range() == AVCOL_RANGE_UNSPECIFIED ? text : text + ":range=" + frame.color_range();
    }

    private void encode(AVFrame frame) {
        if (written) {
            return;
        }
        try (Encoder encoder = new Encoder("png")) {
            AVCodecContext context = encoder.context();
            context.width(frame.width());
            context.height(frame.height());
            context.pix_fmt(frame.format());
            context.time_base(av_make_q(1, 25));
            encoder.open(Map.of("compression_level", "1")); // the file is read once and deleted
            encoder.encode(frame, this::store);
            encoder.encode(null, this::store);
        }
        written = true;
    }

    private void store(AVPacket packet) {
        byte[] bytes = new byte[packet.size()];
        packet.data().get(bytes);
        try {
            Files.write(Path.of(task.text("still")), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

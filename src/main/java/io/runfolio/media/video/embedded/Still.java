package io.runfolio.media.video.embedded;

import static io.runfolio.media.video.embedded.Native.check;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_DEFAULT;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Decodes a file's main picture to a PNG, turned as its container says; pictures made of tiles are joined. */
final class Still {
    private final Order order;
    private boolean written;

    Still(Order order) {
        this.order = order;
    }

    void run() {
        try (Source source = new Source(order)) {
            Optional<TileGrid> grid = TileGrid.of(source);
            if (grid.isPresent()) {
                grid.get().join(source, order, frame -> write(frame, grid.get().turn()));
            } else {
                AVStream track = track(source);
                String turn = DisplayMatrix.of(track.codecpar())
                        .map(DisplayMatrix::filters)
                        .orElse("");
                decode(source, track, frame -> write(frame, turn));
            }
        }
        if (!written) {
            throw new Native.NativeException("Error: the file holds no picture that could be decoded");
        }
    }

    /** Decodes the first frame of a track. */
    private void decode(Source source, AVStream track, Consumer<AVFrame> consumer) {
        source.only(Set.of(track.index()));
        try (Decoder decoder = new Decoder(track, Optional.empty(), order, 0)) {
            AVPacket packet = check(av_packet_alloc(), "allocating a packet");
            while (!written && source.read(packet)) {
                if (packet.stream_index() == track.index()) {
                    decoder.decode(packet, frame -> first(frame, consumer));
                }
            }
            if (!written) {
                decoder.decode(null, frame -> first(frame, consumer));
            }
        }
    }

    private void first(AVFrame frame, Consumer<AVFrame> consumer) {
        if (!written) {
            consumer.accept(frame);
        }
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

    /** Writes a frame in eight bits a sample, with alpha where there is any. */
    private void write(AVFrame frame, String turn) {
        try (Filters filters = new Filters("", format(frame), turn + "format=rgb24|rgba");
                Encoder encoder = new Encoder("png")) {
            Consumer<AVFrame> encode = ready -> encode(encoder, ready);
            filters.filter(frame, (label, ready) -> encode.accept(ready));
            filters.filter(null, (label, ready) -> encode.accept(ready));
        }
    }

    static String format(AVFrame frame) {
        String text = "video_size=" + frame.width() + "x" + frame.height() + ":pix_fmt=" + frame.format()
                + ":time_base=1/25:colorspace=" + frame.colorspace();
        return frame.color_range() == AVCOL_RANGE_UNSPECIFIED ? text : text + ":range=" + frame.color_range();
    }

    private void encode(Encoder encoder, AVFrame frame) {
        if (written) {
            return;
        }
        AVCodecContext context = encoder.context();
        context.width(frame.width());
        context.height(frame.height());
        context.pix_fmt(frame.format());
        context.time_base(av_make_q(1, 25));
        encoder.open(Map.of("compression_level", "1")); // it is read once and deleted
        encoder.encode(frame, this::store);
        encoder.encode(null, this::store);
        written = true;
    }

    private void store(AVPacket packet) {
        byte[] bytes = new byte[packet.size()];
        packet.data().get(bytes);
        try {
            Files.write(Path.of(order.text("still")), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.runfolio.media.video.mp4;

import io.runfolio.files.StorageErrors;
import io.runfolio.media.video.mp4.Mp4Boxes.Box;
import io.runfolio.media.video.mp4.Mp4Boxes.TopLevelBox;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Header of an MP4 file: frame count and duration of its picture track.
 *
 * <p>Source: ISO/IEC 14496-12, boxes {@code moov/mvhd}, {@code trak/tkhd}, {@code mdia/hdlr} and
 * {@code minf/stbl/stsz}.
 *
 * @param fastStart whether the index precedes the data, so that players can start while loading
 * @param seconds duration of the picture track
 * @param frames frames of the picture track
 */
public record Mp4Header(boolean fastStart, double seconds, long frames) {
    private static final int MAX_INDEX_BYTES = 64 << 20;
    private static final Set<String> TOP_BOXES = Set.of(
            "ftyp", "moov", "mdat", "free", "skip", "wide", "moof", "mfra", "sidx", "styp", "uuid", "meta", "udta");

    /** Maximum number of boxes read: two per fragment, which may hold one frame. */
    private static final int MAX_BOXES = 500_000;

    /** Returns the duration in seconds that the movie header declares; empty if absent. */
    public static OptionalDouble claimedSeconds(Path file) {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            Optional<TopLevelBox> box = Mp4Boxes.top(channel, 0);
            for (int count = 0; box.isPresent() && box.get().isComplete() && count < MAX_BOXES; count++) {
                if (box.get().name().equals("moov") && box.get().bytes() <= MAX_INDEX_BYTES) {
                    return child(box.get().content(channel), "mvhd")
                            .map(Mp4Header::seconds)
                            .orElse(OptionalDouble.empty());
                }
                box = Mp4Boxes.top(channel, box.get().end());
            }
            return OptionalDouble.empty();
        } catch (EOFException | IndexOutOfBoundsException | IllegalArgumentException e) {
            return OptionalDouble.empty();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "Cannot read a clip");
        }
    }

    private static OptionalDouble seconds(ByteBuffer movie) {
        boolean wide = movie.get(0) == 1;
        long scale = Integer.toUnsignedLong(movie.getInt(wide ? 20 : 12));
        long ticks = wide ? movie.getLong(24) : Integer.toUnsignedLong(movie.getInt(16));
        return scale > 0 && ticks > 0 ? OptionalDouble.of((double) ticks / scale) : OptionalDouble.empty();
    }

    /** Returns the header; empty if the file has no index or no picture track. */
    public static Optional<Mp4Header> read(Path file) {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            boolean dataSeen = false;
            for (Optional<TopLevelBox> box = Mp4Boxes.top(channel, 0);
                    box.isPresent() && box.get().isComplete();
                    box = Mp4Boxes.top(channel, box.get().end())) {
                if (box.get().name().equals("moov")) {
                    return box.get().bytes() > MAX_INDEX_BYTES
                            ? Optional.empty()
                            : picture(box.get().content(channel), !dataSeen);
                }
                dataSeen |= box.get().name().equals("mdat");
            }
            return Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (EOFException | IndexOutOfBoundsException | IllegalArgumentException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "Cannot read the web derivative of a clip");
        }
    }

    /** Returns whether the last box of a known type declares more bytes than the file has. */
    public static boolean isTruncated(Path file) {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            Optional<TopLevelBox> box = Mp4Boxes.top(channel, 0);
            for (int count = 0;
                    box.isPresent()
                            && box.get().bytes() >= 8
                            && TOP_BOXES.contains(box.get().name())
                            && count < MAX_BOXES;
                    count++) {
                if (box.get().isTruncated()) {
                    return true;
                }
                box = Mp4Boxes.top(channel, box.get().end());
            }
            return false;
        } catch (IOException e) {
            throw StorageErrors.translate(e, "Cannot read a clip");
        }
    }

    private static Optional<Mp4Header> picture(ByteBuffer index, boolean fastStart) {
        ByteBuffer movie = child(index, "mvhd").orElseThrow(IllegalArgumentException::new);
        long scale = Integer.toUnsignedLong(movie.getInt(movie.get(0) == 1 ? 20 : 12));
        for (Optional<ByteBuffer> track = next(index, "trak"); track.isPresent(); track = next(index, "trak")) {
            Optional<ByteBuffer> media = child(track.get(), "mdia");
            boolean video = media.flatMap(mdia -> child(mdia, "hdlr"))
                    .map(hdlr -> Mp4Boxes.name(hdlr, 8).equals("vide"))
                    .orElse(false);
            if (!video) {
                continue;
            }
            // the track header has the presentation time, the media header the decoding time
            ByteBuffer tkhd = child(track.get(), "tkhd").orElseThrow(IllegalArgumentException::new);
            long ticks = tkhd.get(0) == 1 ? tkhd.getLong(28) : Integer.toUnsignedLong(tkhd.getInt(20));
            long frames = media.flatMap(mdia -> child(mdia, "minf"))
                    .flatMap(minf -> child(minf, "stbl"))
                    .flatMap(stbl -> child(stbl, "stsz"))
                    .map(stsz -> Integer.toUnsignedLong(stsz.getInt(8)))
                    .orElse(0L);
            return Optional.of(new Mp4Header(fastStart, scale == 0 ? 0 : (double) ticks / scale, frames));
        }
        return Optional.empty();
    }

    private static Optional<ByteBuffer> child(ByteBuffer parent, String name) {
        return next(parent.duplicate().rewind(), name);
    }

    /** Returns the content of the next box with a name and moves the parent's position behind it. */
    private static Optional<ByteBuffer> next(ByteBuffer parent, String name) {
        for (Optional<Box> box = Mp4Boxes.next(parent); box.isPresent(); box = Mp4Boxes.next(parent)) {
            if (box.get().name().equals(name)) {
                return box.map(Box::content);
            }
        }
        return Optional.empty();
    }
}

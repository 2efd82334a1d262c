package io.runfolio.media.video;

import io.runfolio.media.video.Mp4Boxes.Box;
import io.runfolio.media.video.Mp4Boxes.Top;
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
 * The header of an MP4 file that an engine wrote: whether it is whole, and how long its picture track is. After ISO/IEC 14496-12, the boxes {@code moov/mvhd}, {@code trak/tkhd},
 * {@code mdia/hdlr} and {@code minf/stbl/stsz}.
 *
 * @param fastStart whether the index stands before the data, so that players can start while they load
 * @param seconds length of the picture track
 * @param frames frames of the picture track
 */
record Mp4Header(boolean fastStart, double seconds, long frames) {
    private static final int MAX_INDEX_BYTES = 64 << 20;
    private static final Set<String> TOP_BOXES = Set.of(
            "ftyp", "moov", "mdat", "free", "skip", "wide", "moof", "mfra", "sidx", "styp", "uuid", "meta", "udta");

    /** Boxes of a file that are walked: two for each fragment, which may hold one frame. */
    private static final int MAX_BOXES = 500_000;

    /** Returns the length in seconds that a file's header names for the whole; empty if it names none. */
    static OptionalDouble claimed(Path file) {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            Optional<Top> box = Mp4Boxes.top(channel, 0);
            for (int count = 0; box.isPresent() && box.get().whole() && count < MAX_BOXES; count++) {
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
            throw Workspace.failure("A clip could not be read", e);
        }
    }

    private static OptionalDouble seconds(ByteBuffer movie) {
        boolean wide = movie.get(0) == 1;
        long scale = Integer.toUnsignedLong(movie.getInt(wide ? 20 : 12));
        long ticks = wide ? movie.getLong(24) : Integer.toUnsignedLong(movie.getInt(16));
        return scale > 0 && ticks > 0 ? OptionalDouble.of((double) ticks / scale) : OptionalDouble.empty();
    }

    /** Returns the header, or empty if the file has no index, or no picture in it. */
    static Optional<Mp4Header> read(Path file) {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            boolean dataSeen = false;
            for (Optional<Top> box = Mp4Boxes.top(channel, 0);
                    box.isPresent() && box.get().whole();
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
            throw Workspace.failure("A clip's web derivative could not be read back", e);
        }
    }

    /** Returns whether a file's last box claims more bytes than there are; what stands behind the last box of a known kind is not looked at. */
    static boolean endsEarly(Path file) {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            Optional<Top> box = Mp4Boxes.top(channel, 0);
            for (int count = 0;
                    box.isPresent()
                            && box.get().bytes() >= 8
                            && TOP_BOXES.contains(box.get().name())
                            && count < MAX_BOXES;
                    count++) {
                if (box.get().overruns()) {
                    return true;
                }
                box = Mp4Boxes.top(channel, box.get().end());
            }
            return false;
        } catch (IOException e) {
            throw Workspace.failure("A clip could not be read", e);
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
            // the track's own header tells how long it is shown; the media's counts decoding times
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

    /** Returns the contents of the next box of a name, and moves the parent's position behind it. */
    private static Optional<ByteBuffer> next(ByteBuffer parent, String name) {
        for (Optional<Box> box = Mp4Boxes.next(parent); box.isPresent(); box = Mp4Boxes.next(parent)) {
            if (box.get().name().equals(name)) {
                return box.map(Box::content);
            }
        }
        return Optional.empty();
    }
}

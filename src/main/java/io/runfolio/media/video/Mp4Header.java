package io.runfolio.media.video;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
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

    /** Returns the header, or empty if the file has no index, or no picture in it. */
    static Optional<Mp4Header> read(Path file) {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            boolean dataSeen = false;
            for (long at = 0; at + 8 <= channel.size(); ) {
                ByteBuffer head = bytes(channel, at, (int) Math.min(16, channel.size() - at));
                long size = Integer.toUnsignedLong(head.getInt(0));
                int headBytes = size == 1 ? 16 : 8;
                long box = size == 1 && head.limit() == 16 ? head.getLong(8) : size == 0 ? channel.size() - at : size;
                if (box < headBytes || at + box > channel.size()) {
                    return Optional.empty();
                }
                if (name(head, 4).equals("moov")) {
                    return box > MAX_INDEX_BYTES
                            ? Optional.empty()
                            : picture(bytes(channel, at + headBytes, (int) (box - headBytes)), !dataSeen);
                }
                dataSeen |= name(head, 4).equals("mdat");
                at += box;
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
            for (long at = 0; at + 8 <= channel.size(); ) {
                ByteBuffer head = bytes(channel, at, (int) Math.min(16, channel.size() - at));
                long size = Integer.toUnsignedLong(head.getInt(0));
                long box = size == 1 && head.limit() == 16 ? head.getLong(8) : size;
                if (box < 8 || !TOP_BOXES.contains(name(head, 4))) {
                    return false;
                }
                if (box > channel.size() - at) {
                    return true;
                }
                at += box;
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
                    .map(hdlr -> name(hdlr, 8).equals("vide"))
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
        while (parent.remaining() >= 8) {
            int at = parent.position();
            int size = parent.getInt(at);
            if (size < 8 || size > parent.remaining()) {
                return Optional.empty();
            }
            parent.position(at + size);
            if (name(parent, at + 4).equals(name)) {
                return Optional.of(parent.slice(at + 8, size - 8));
            }
        }
        return Optional.empty();
    }

    private static String name(ByteBuffer buffer, int at) {
        byte[] name = new byte[4];
        buffer.get(at, name);
        return new String(name, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private static ByteBuffer bytes(SeekableByteChannel channel, long at, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        channel.position(at);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException();
            }
        }
        return buffer.flip();
    }
}

package io.runfolio.media.video.mp4;

import static io.runfolio.media.video.mp4.Mp4Boxes.require;

import io.runfolio.media.video.DurationCheck;
import io.runfolio.media.video.mp4.Mp4Boxes.Box;
import io.runfolio.media.video.mp4.Mp4Boxes.Named;
import io.runfolio.media.video.mp4.Mp4Boxes.TopLevelBox;
import io.runfolio.media.video.probe.Clip;
import io.runfolio.media.video.probe.GeneratorTags;
import io.runfolio.media.video.probe.ProbeReportParser;
import io.runfolio.media.video.probe.VideoTrack;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads the header of a plain MP4 clip, which saves starting a program that would report the same.
 *
 * <p>Plain is one H.264 track of 8-bit 4:2:0 frames, not rotated, with square pixels, at most one track of AAC, and no
 * unknown bytes. All tables must be consistent with each other and the file, and the first sample of each track with
 * its description.
 */
public final class Mp4Clip {
    private static final int MAX_INDEX_BYTES = 4 << 20;
    private static final int MAX_SAMPLE_BYTES = 4 << 20;
    private static final int MAX_TOP_BOXES = 32;
    private static final int MAX_TRACKS = 2;
    /** Type code of a text tag. */
    private static final int UTF_8 = 1;
    /** Tags that generators write, by FFmpeg's names. */
    private static final Map<String, String> TAGS = Map.of("\u00a9cmt", "comment", "desc", "description");

    private static final long MICROSECONDS = 1_000_000;

    private final SeekableByteChannel channel;
    private final Map<String, String> tags = new LinkedHashMap<>();
    private TopLevelBox data;
    private ByteBuffer index;

    private Mp4Clip(SeekableByteChannel channel) {
        this.channel = channel;
    }

    /** Returns the same as {@link ProbeReportParser} for ffprobe's report; empty if the file is not plain. */
    public static Optional<Clip> read(Path file) {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            return Optional.of(new Mp4Clip(channel).clip());
        } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private Clip clip() throws IOException {
        walk();
        ByteBuffer movie = null;
        List<Mp4Track> tracks = new ArrayList<>();
        for (Box box : Mp4Boxes.all(index, 0)) {
            switch (box.name()) {
                case "mvhd" -> {
                    require(movie == null && tracks.isEmpty());
                    movie = box.content();
                }
                case "trak" -> {
                    require(tracks.size() < MAX_TRACKS); // bounds the work per file
                    tracks.add(Mp4Track.of(box.content(), data));
                }
                case "udta" -> readTags(box.content());
                default -> require(box.name().equals("iods"));
            }
        }
        require(movie != null && movie.limit() == (Mp4Track.wide(movie) ? 112 : 100));
        require(Mp4Track.upright(movie, Mp4Track.wide(movie) ? 48 : 36));
        return clip(movie, tracks);
    }

    /** Reads the top-level boxes, which must fill the file exactly. */
    private void walk() throws IOException {
        int boxes = 0;
        for (long at = 0; at < channel.size(); boxes++) {
            TopLevelBox box = Mp4Boxes.top(channel, at).orElseThrow(IllegalArgumentException::new);
            require(box.isComplete() && boxes < MAX_TOP_BOXES && box.name().equals("ftyp") == (at == 0));
            switch (box.name()) {
                case "ftyp" ->
                    require(!Mp4Boxes.name(Mp4Boxes.bytes(channel, box.headBytes(), 4), 0)
                            .equals("qt  "));
                case "moov" -> {
                    require(index == null && box.bytes() <= MAX_INDEX_BYTES);
                    index = box.content(channel);
                }
                case "mdat" -> {
                    require(data == null);
                    data = box;
                }
                default -> require(filling(box));
            }
            at = box.end();
        }
        require(index != null && data != null);
    }

    /** Returns whether a box is padding. FFmpeg reads padding that starts like an index as one. */
    private boolean filling(TopLevelBox box) throws IOException {
        if (!Set.of("free", "skip", "wide").contains(box.name())) {
            return false;
        }
        long content = box.bytes() - box.headBytes();
        return content < 8
                || !Set.of("mvhd", "cmov")
                        .contains(Mp4Boxes.name(Mp4Boxes.bytes(channel, box.at() + box.headBytes() + 4, 4), 0));
    }

    /** Reads the user data, which must be text tags: a cover picture would be a track. */
    private void readTags(ByteBuffer udta) {
        Optional<ByteBuffer> meta = Mp4Boxes.named(udta, 0, Set.of("meta")).maybe("meta");
        if (meta.isEmpty()) {
            return;
        }
        Named boxes = Mp4Boxes.named(meta.get(), 4, Set.of("hdlr", "ilst"));
        require(meta.get().getInt(0) == 0);
        for (Box tag : Mp4Boxes.all(boxes.the("ilst"), 0)) {
            String name = tag.name();
            require(name.startsWith("\u00a9") || name.equals("desc") || name.equals("cprt"));
            if (TAGS.containsKey(name)) {
                ByteBuffer data =
                        Mp4Boxes.named(tag.content(), 0, Set.of("data")).the("data");
                require(data.getInt(0) == UTF_8);
                byte[] text = new byte[data.limit() - 8];
                data.get(8, text);
                GeneratorTags.put(tags, TAGS.get(name), new String(text, StandardCharsets.UTF_8));
            }
        }
    }

    private Clip clip(ByteBuffer movie, List<Mp4Track> tracks) throws IOException {
        boolean wide = Mp4Track.wide(movie);
        int scale = movie.getInt(wide ? 20 : 12);
        long ticks = wide ? movie.getLong(24) : Integer.toUnsignedLong(movie.getInt(16));
        require(scale > 0 && ticks > 0 && ticks < 0xffff_ffffL);
        long microseconds = Mp4Track.rescaled(ticks, MICROSECONDS, scale);
        require(microseconds > 0);
        long bitRate = (long) (channel.size() * 8.0 * MICROSECONDS / microseconds);
        require(bitRate > 0);
        List<VideoTrack> pictures = new ArrayList<>();
        List<Clip.AudioTrack> sounds = new ArrayList<>();
        for (int number = 0; number < tracks.size(); number++) {
            Mp4Track track = tracks.get(number);
            if (track.picture()) {
                pictures.add(picture(number, track, scale));
            } else {
                sounds.add(sound(number, track, scale));
            }
        }
        require(pictures.size() == 1 && sounds.size() <= 1);
        // otherwise the duration is measured by packets
        double seconds = (double) microseconds / MICROSECONDS;
        double longest =
                tracks.stream().mapToDouble(track -> track.seconds(scale)).max().orElseThrow();
        require(Math.abs(seconds - longest) <= DurationCheck.TOLERANCE);
        return new Clip(
                OptionalDouble.of(BigDecimal.valueOf(microseconds, 6).doubleValue()),
                OptionalLong.of(bitRate),
                Optional.of(pictures.get(0)),
                sounds,
                OptionalInt.empty(),
                tags);
    }

    private VideoTrack picture(int number, Mp4Track track, int movieScale) throws IOException {
        require(track.description().name().equals("avc1"));
        AvcSampleEntry entry = AvcSampleEntry.of(track.description().content());
        AvcParameterSets stream = entry.parameters();
        require(track.shownIn(stream.width(), stream.height()) && stream.opens(first(track.samples())));
        return new VideoTrack(
                number,
                "h264",
                stream.profile(),
                stream.width(),
                stream.height(),
                1,
                0,
                "yuv420p",
                false,
                "progressive",
                entry.colour(),
                track.frameRate(),
                OptionalDouble.of(track.seconds(movieScale)));
    }

    private Clip.AudioTrack sound(int number, Mp4Track track, int movieScale) throws IOException {
        require(track.description().name().equals("mp4a"));
        AacSampleEntry entry = AacSampleEntry.of(track.description().content());
        require(entry.opens(first(track.samples()).array()) && track.seconds(movieScale) > 0);
        return new Clip.AudioTrack(number, "aac", entry.channels(), entry.sampleRate(), track.isDefault());
    }

    private ByteBuffer first(Mp4Samples samples) throws IOException {
        require(samples.firstBytes() <= MAX_SAMPLE_BYTES);
        return Mp4Boxes.bytes(channel, samples.first(), samples.firstBytes());
    }
}

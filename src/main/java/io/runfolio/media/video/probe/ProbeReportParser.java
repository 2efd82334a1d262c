package io.runfolio.media.video.probe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Parses probe reports: the JSON that ffprobe and the embedded engine write. */
public final class ProbeReportParser {
    private static final ObjectMapper JSON =
            JsonMappers.builder(JsonLimits.RECORD).build();

    private ProbeReportParser() {}

    /** Returns the clip; empty if the report has no tracks. */
    public static Optional<Clip> parse(byte[] report) {
        try {
            JsonNode root = JSON.readTree(report);
            return root == null || !root.path("streams").isArray() ? Optional.empty() : Optional.of(clip(root));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Returns the duration of the longest track, as far as tracks declare one; empty if none does. */
    public static OptionalDouble longestTrack(byte[] report) {
        OptionalDouble longest = OptionalDouble.empty();
        try {
            for (JsonNode stream : JSON.readTree(report).path("streams")) {
                OptionalDouble own = positive(stream.path("duration"));
                if (own.isPresent() && !flag(stream, "attached_pic") && own.getAsDouble() > longest.orElse(0)) {
                    longest = own;
                }
            }
        } catch (IOException e) {
            // without a report there are no tracks
        }
        return longest;
    }

    /** Returns the Dolby Vision profile whose base layer other players cannot show; empty if absent. */
    public static OptionalInt incompatibleDolbyVisionProfile(byte[] report) {
        try {
            for (JsonNode stream : JSON.readTree(report).path("streams")) {
                for (JsonNode data : stream.path("side_data_list")) {
                    if (data.path("dv_profile").asInt() > 0
                            && data.path("dv_bl_signal_compatibility_id").asInt() == 0) {
                        return OptionalInt.of(data.path("dv_profile").asInt());
                    }
                }
            }
        } catch (IOException e) {
            // without a report there are no tracks
        }
        return OptionalInt.empty();
    }

    private static Clip clip(JsonNode root) {
        List<JsonNode> pictures = new ArrayList<>();
        List<Clip.AudioTrack> sounds = new ArrayList<>();
        OptionalInt cover = OptionalInt.empty();
        for (JsonNode stream : root.path("streams")) {
            switch (stream.path("codec_type").asText()) {
                case "audio" -> sounds.add(audio(stream));
                case "video" -> {
                    if (!flag(stream, "attached_pic")) {
                        pictures.add(stream);
                    } else if (cover.isEmpty()) {
                        cover = OptionalInt.of(stream.path("index").asInt());
                    }
                }
                default -> {}
            }
        }
        Optional<JsonNode> main = pictures.stream()
                .filter(stream -> flag(stream, "default"))
                .findFirst()
                .or(() -> pictures.stream().findFirst());
        JsonNode format = root.path("format");
        OptionalDouble duration = positive(format.path("duration"));
        Optional<VideoTrack> video = main.map(stream -> video(stream, duration));
        double bitRate = number(format.path("bit_rate"));
        return new Clip(
                duration,
                bitRate > 0 ? OptionalLong.of((long) bitRate) : OptionalLong.empty(),
                video,
                sounds,
                cover,
                GeneratorTags.of(root));
    }

    private static Clip.AudioTrack audio(JsonNode stream) {
        return new Clip.AudioTrack(
                stream.path("index").asInt(),
                codec(stream),
                stream.path("channels").asInt(),
                (int) number(stream.path("sample_rate")),
                flag(stream, "default"));
    }

    private static VideoTrack video(JsonNode stream, OptionalDouble fileDuration) {
        OptionalDouble own = positive(stream.path("duration"));
        return new VideoTrack(
                stream.path("index").asInt(),
                codec(stream),
                stream.path("profile").asText(),
                stream.path("width").asInt(),
                stream.path("height").asInt(),
                aspect(stream.path("sample_aspect_ratio").asText()),
                rotation(stream),
                known(stream.path("pix_fmt").asText()),
                stream.path("tags").path("alpha_mode").asText().equals("1"),
                known(stream.path("field_order").asText()),
                new VideoTrack.ColorTags(
                        known(stream.path("color_range").asText()),
                        known(stream.path("color_space").asText()),
                        known(stream.path("color_transfer").asText()),
                        known(stream.path("color_primaries").asText())),
                frameRate(stream),
                own.isPresent() ? own : fileDuration);
    }

    private static double frameRate(JsonNode stream) {
        double average = ratio(stream.path("avg_frame_rate").asText(), '/');
        return average > 0 ? average : ratio(stream.path("r_frame_rate").asText(), '/');
    }

    private static int rotation(JsonNode stream) {
        for (JsonNode data : stream.path("side_data_list")) {
            if (data.has("rotation")) {
                int counterClockwise = (int) Math.round(data.path("rotation").asDouble() / 90) * 90;
                return Math.floorMod(-counterClockwise, 360);
            }
        }
        return 0;
    }

    private static double aspect(String text) {
        double aspect = ratio(text, ':');
        return aspect >= 0.05 && aspect <= 20 ? aspect : 1; // 0:1 means unknown; extreme values are false
    }

    private static double ratio(String text, char divider) {
        int at = text.indexOf(divider);
        if (at < 0) {
            return 0;
        }
        try {
            double below = Double.parseDouble(text.substring(at + 1));
            return below == 0 ? 0 : Double.parseDouble(text.substring(0, at)) / below;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static String codec(JsonNode stream) {
        String codec = known(stream.path("codec_name").asText());
        return codec.equals("none") ? "" : codec;
    }

    private static String known(String word) {
        return word.equals("unknown") || word.equals("unspecified") || word.equals("reserved") ? "" : word;
    }

    private static boolean flag(JsonNode stream, String name) {
        return stream.path("disposition").path(name).asInt() == 1;
    }

    private static OptionalDouble positive(JsonNode value) {
        double number = number(value);
        return number > 0 ? OptionalDouble.of(number) : OptionalDouble.empty();
    }

    private static double number(JsonNode value) {
        try {
            double number = Double.parseDouble(value.asText("0"));
            return Double.isFinite(number) ? number : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}

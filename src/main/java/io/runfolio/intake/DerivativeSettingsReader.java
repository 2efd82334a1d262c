package io.runfolio.intake;

import io.runfolio.run.DerivativeSettings;
import java.util.Locale;
import java.util.Optional;

/** Parses the settings of an event for derivatives. */
final class DerivativeSettingsReader {
    /** Maximum side of a JPEG; WebP holds less, and a longer picture gets another format. */
    private static final int MAX_IMAGE_DIMENSION = 65_500;

    private static final int MAX_VIDEO_DIMENSION = 16_383;

    private DerivativeSettingsReader() {}

    static DerivativeSettings read(EventFields fields) {
        DerivativeSettings defaults = DerivativeSettings.defaults();
        DerivativeSettings read = new DerivativeSettings(
                fields.integer("image_web_max_dimension", defaults.imageWebMaxDimension(), 1, MAX_IMAGE_DIMENSION),
                format(fields, "image_web_format", defaults.imageWebFormat()),
                fields.integer("image_web_quality", defaults.imageWebQuality(), 1, 100),
                fields.integer("image_thumb_max_dimension", defaults.imageThumbMaxDimension(), 1, MAX_IMAGE_DIMENSION),
                format(fields, "image_thumb_format", defaults.imageThumbFormat()),
                fields.integer("image_thumb_quality", defaults.imageThumbQuality(), 1, 100),
                fields.integer("video_web_max_width", defaults.videoWebMaxWidth(), 2, MAX_VIDEO_DIMENSION),
                fields.integer("video_poster_width", defaults.videoPosterWidth(), 1, MAX_VIDEO_DIMENSION),
                format(fields, "video_poster_format", defaults.videoPosterFormat()),
                fields.flag("allow_upscale", defaults.allowUpscale()),
                fields.flag("enable_sha256", defaults.enableSha256()));
        fields.close();
        return read;
    }

    /** Parses an image format; a leading dot, capitals and {@code jpeg} are accepted spellings. */
    private static String format(EventFields fields, String name, String defaultValue) {
        return fields.choice(
                name,
                defaultValue,
                text -> switch (text.toLowerCase(Locale.ROOT).replaceFirst("^\\.", "")) {
                    case "webp" -> Optional.of("webp");
                    case "jpg", "jpeg" -> Optional.of("jpg");
                    case "png" -> Optional.of("png");
                    default -> Optional.empty();
                },
                "webp, jpg and png");
    }
}

package io.runfolio.settings;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Specification of a named rendition, such as {@code fill 640x360 position=top format=jpg quality=80}.
 *
 * @param name lower-case letters, digits, {@code -} and {@code _}; 1 to 40 characters
 * @param mode how the picture is brought to the size
 * @param width in pixels, 1 to {@value #MAX_SIDE}
 * @param height in pixels, 1 to {@value #MAX_SIDE}
 * @param position part of the picture that {@code fill} and {@code square} keep; default {@code center}
 * @param background color around a padded picture and under transparency, 0xRRGGBB; default white
 * @param watermark picture that is laid over the result; empty by default
 * @param format {@code webp}, {@code jpg} or {@code png}; default {@code webp}
 * @param quality 1 to 100; default 82; ignored for {@code png}
 * @param isMadeAtSealing whether each bundle has it; by default it is made on request
 */
public record RenditionSpec(
        String name,
        Mode mode,
        int width,
        int height,
        Position position,
        int background,
        Optional<Watermark> watermark,
        String format,
        int quality,
        boolean isMadeAtSealing) {

    public static final int MAX_SIDE = 4_096;

    /** Form of the setting, for error messages. */
    static final String FORM = "fit WxH, fill WxH, pad WxH or square N, with sides from 1 to " + MAX_SIDE
            + " pixels, and options position=, background=#rrggbb, watermark=FILE, watermark-position=,"
            + " watermark-opacity=0.0-1.0, format=webp|jpg|png, quality=1-100, make=request|sealing";

    private static final int DEFAULT_QUALITY = 82;
    private static final int WHITE = 0xffffff;
    private static final List<String> FORMATS = List.of("webp", "jpg", "png");
    private static final List<String> TIMES = List.of("request", "sealing");

    /** Ways to bring a picture to a size. */
    public enum Mode {
        /** Reduces the picture until it fits into the size; a smaller picture is not enlarged. */
        FIT,
        /** Covers the size and cuts off what exceeds it. */
        FILL,
        /** Fits the picture and fills the rest of the size with the background. */
        PAD,
        /** Fills a square. */
        SQUARE
    }

    /** Positions in a picture. */
    public enum Position {
        TOP_LEFT,
        TOP,
        TOP_RIGHT,
        LEFT,
        CENTER,
        RIGHT,
        BOTTOM_LEFT,
        BOTTOM,
        BOTTOM_RIGHT;

        private static Position of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    /**
     * Picture that is laid over a rendition.
     *
     * @param file PNG or JPEG; reduced if it exceeds half of the rendition's width or height
     * @param position default {@code bottom-right}
     * @param opacity 0.0 (invisible) to 1.0; default 1.0
     */
    public record Watermark(Path file, Position position, float opacity) {}

    /** Returns whether the rendition has exactly the configured size, whatever the picture's shape. */
    public boolean hasExactSize() {
        return mode != Mode.FIT;
    }

    /**
     * Parses a specification.
     *
     * @return empty if the text is not of the form {@link #FORM}
     */
    static Optional<RenditionSpec> parse(String name, String text) {
        try {
            return Optional.of(new Parser(name, text).spec());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static final class Parser {
        private final String name;
        private final String[] words;
        private Position position = Position.CENTER;
        private int background = WHITE;
        private Optional<Path> watermark = Optional.empty();
        private Position watermarkPosition = Position.BOTTOM_RIGHT;
        private float watermarkOpacity = 1;
        private String format = "webp";
        private int quality = DEFAULT_QUALITY;
        private boolean isMadeAtSealing;

        Parser(String name, String text) {
            this.name = name;
            words = text.strip().split("\\s+");
            require(words.length >= 2);
        }

        RenditionSpec spec() {
            Mode mode = Mode.valueOf(words[0].toUpperCase(Locale.ROOT));
            String[] sides = words[1].split("x");
            require(sides.length == (mode == Mode.SQUARE ? 1 : 2));
            Arrays.stream(words).skip(2).forEach(this::option);
            return new RenditionSpec(
                    name,
                    mode,
                    number(sides[0], MAX_SIDE),
                    number(sides[sides.length - 1], MAX_SIDE),
                    position,
                    background,
                    watermark.map(file -> new Watermark(file, watermarkPosition, watermarkOpacity)),
                    format,
                    quality,
                    isMadeAtSealing);
        }

        private void option(String word) {
            int equals = word.indexOf('=');
            require(equals > 0);
            String value = word.substring(equals + 1);
            switch (word.substring(0, equals)) {
                case "position" -> position = Position.of(value);
                case "background" -> background = color(value);
                case "watermark" -> watermark = Optional.of(Path.of(value));
                case "watermark-position" -> watermarkPosition = Position.of(value);
                case "watermark-opacity" -> watermarkOpacity = opacity(value);
                case "format" -> format = FORMATS.get(index(FORMATS, value));
                case "quality" -> quality = number(value, 100);
                case "make" -> isMadeAtSealing = TIMES.get(index(TIMES, value)).equals("sealing");
                default -> throw new IllegalArgumentException(word);
            }
        }

        private static int index(List<String> words, String value) {
            int index = words.indexOf(value);
            require(index >= 0);
            return index;
        }

        private static int number(String text, int max) {
            require(text.matches("[0-9]{1,5}"));
            int number = Integer.parseInt(text);
            require(number >= 1 && number <= max);
            return number;
        }

        private static int color(String text) {
            require(text.matches("#[0-9a-fA-F]{6}"));
            return Integer.parseInt(text.substring(1), 16);
        }

        private static float opacity(String text) {
            require(text.matches("[01](\\.[0-9]{1,4})?"));
            float opacity = Float.parseFloat(text);
            require(opacity <= 1);
            return opacity;
        }

        private static void require(boolean isValid) {
            if (!isValid) {
                throw new IllegalArgumentException();
            }
        }
    }
}

package io.runfolio.media.image.foreign;

import io.runfolio.media.ByteSource;
import io.runfolio.media.image.pixel.Size;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Size in pixels of an SVG's root element, by width and height or view box: SVG 2, section 8. */
final class SvgSize {
    private static final int HEAD_BYTES = 1 << 16;
    private static final Pattern ROOT = Pattern.compile("<(?:svg:)?svg\\b([^>]{0,8000})>");
    private static final Pattern SIDE = Pattern.compile(
            "\\s(width|height)\\s{0,9}=\\s{0,9}[\"']\\s{0,9}" + "([0-9]{1,9}(?:\\.[0-9]{1,9})?)(?:px)?\\s{0,9}[\"']");
    private static final Pattern BOX = Pattern.compile("\\sviewBox\\s{0,9}=\\s{0,9}[\"']([-+0-9.eE,\\s]{7,120})[\"']");

    private SvgSize() {}

    /** Returns the size; empty if it is missing or in other units. */
    static Optional<Size> of(ByteSource file) throws IOException {
        byte[] head = file.bytes(0, (int) Math.min(file.size(), HEAD_BYTES));
        Matcher root = ROOT.matcher(new String(head, StandardCharsets.ISO_8859_1));
        if (!root.find()) {
            return Optional.empty();
        }
        double width = 0;
        double height = 0;
        Matcher side = SIDE.matcher(root.group(1));
        while (side.find()) {
            double value = Double.parseDouble(side.group(2));
            width = side.group(1).equals("width") ? value : width;
            height = side.group(1).equals("height") ? value : height;
        }
        Matcher box = BOX.matcher(root.group(1));
        return width > 0 && height > 0 ? size(width, height) : box.find() ? box(box.group(1)) : Optional.empty();
    }

    private static Optional<Size> box(String text) {
        String[] numbers = text.strip().split("[\\s,]+");
        try {
            return numbers.length == 4
                    ? size(Double.parseDouble(numbers[2]), Double.parseDouble(numbers[3]))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Size> size(double width, double height) {
        return width > 0 && height > 0
                ? Optional.of(new Size((int) Math.max(1, Math.rint(width)), (int) Math.max(1, Math.rint(height))))
                : Optional.empty();
    }
}

package io.runfolio.media.image.foreign;

import io.runfolio.media.ByteSource;
import io.runfolio.media.HeifItem;
import io.runfolio.media.image.colour.CodedColorSpace;
import io.runfolio.media.image.pixel.Size;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Properties of a HEIC or AVIF file's primary item: ISO/IEC 14496-12, 8.11, and 23008-12, 6.5.
 *
 * @param stored size of the picture before any step; empty if none is named
 * @param shown size of the picture after all steps
 * @param icc profile of its samples
 * @param coded the color space, if code points name it
 * @param item properties that a decoder needs
 */
record HeifHeader(
        Optional<Size> stored,
        Optional<Size> shown,
        Optional<byte[]> icc,
        Optional<CodedColorSpace> coded,
        HeifItem item) {
    private static final int VERSION_BYTES = 4;

    /** Returns the header; empty without a primary item, as in an AVIF that is only a sequence. */
    static Optional<HeifHeader> read(ByteSource file) throws IOException {
        return IsoBoxes.find(file, "meta")
                .filter(meta -> meta.length > VERSION_BYTES)
                .flatMap(meta -> parsed(Arrays.copyOfRange(meta, VERSION_BYTES, meta.length)));
    }

    /** Returns the header, or empty if boxes are too short: then the decoder decides. */
    private static Optional<HeifHeader> parsed(byte[] meta) {
        try {
            return of(new HeifItems(ByteBuffer.wrap(meta)));
        } catch (IndexOutOfBoundsException | BufferUnderflowException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<HeifHeader> of(HeifItems items) {
        if (items.primary().isEmpty()) {
            return Optional.empty();
        }
        long primary = items.primary().getAsLong();
        Builder builder = new Builder();
        items.properties(primary).forEach(builder::property);
        OptionalLong alpha = items.auxiliaries(primary).stream()
                .filter(id -> items.properties(id).stream().anyMatch(HeifHeader::isAlpha))
                .mapToLong(id -> id)
                .findFirst();
        return Optional.of(builder.build(alpha));
    }

    private static boolean isAlpha(IsoBoxes.Box property) {
        if (!property.type().equals("auxC")) {
            return false;
        }
        String kind = new String(property.bytes(), java.nio.charset.StandardCharsets.ISO_8859_1);
        return kind.contains("auxiliary:alpha") || kind.contains("auxid:1");
    }

    /** Collects properties in the order of their association, which is the order of the steps. */
    private static final class Builder {
        private Optional<Size> stored = Optional.empty();
        private Optional<Size> size = Optional.empty();
        private Optional<byte[]> icc = Optional.empty();
        private Optional<CodedColorSpace> coded = Optional.empty();
        private final List<HeifItem.Step> steps = new ArrayList<>();

        void property(IsoBoxes.Box property) {
            ByteBuffer content = property.content();
            switch (property.type()) {
                case "ispe" -> {
                    if (content.limit() >= 12 && size.isEmpty()) {
                        stored = Optional.of(new Size(side(content.getInt(4)), side(content.getInt(8))));
                        size = stored;
                    }
                }
                case "colr" -> colors(property);
                case "clap" -> crop(content);
                case "irot" -> turn(content.limit() < 1 ? 0 : content.get(0) & 3);
                case "imir" -> {
                    if (content.limit() >= 1) {
                        steps.add(new HeifItem.Mirror((content.get(0) & 1) == 0));
                    }
                }
                default -> {}
            }
        }

        HeifHeader build(OptionalLong alpha) {
            // a profile says more than code points do, except for HDR
            boolean codes = coded.isPresent() && (icc.isEmpty() || coded.get().hdr());
            return new HeifHeader(
                    stored,
                    size,
                    codes ? Optional.empty() : icc,
                    codes ? coded : Optional.empty(),
                    new HeifItem(alpha, List.copyOf(steps)));
        }

        private void colors(IsoBoxes.Box property) {
            ByteBuffer content = property.content();
            String kind = content.limit() < 4 ? "" : IsoBoxes.fourcc(content, 0);
            if (kind.equals("nclx") && content.limit() >= 11) {
                int primaries = content.getShort(4) & 0xffff;
                int transfer = content.getShort(6) & 0xffff;
                if (primaries != 2 || transfer != 2) {
                    coded = coded.or(() -> CodedColorSpace.of(primaries, transfer, false));
                }
            } else if (kind.equals("prof") || kind.equals("rICC")) {
                byte[] bytes = property.bytes();
                icc = icc.or(() -> Optional.of(Arrays.copyOfRange(bytes, 4, bytes.length)));
            }
        }

        private void turn(int quarters) {
            if (quarters == 0) {
                return;
            }
            steps.add(new HeifItem.Turn(quarters));
            if (quarters != 2) {
                size = size.map(one -> new Size(one.height(), one.width()));
            }
        }

        /** Adds a crop: ISO/IEC 14496-12, section 12.1.4, a size and the offset of its center as fractions. */
        private void crop(ByteBuffer content) {
            if (content.limit() < 32 || size.isEmpty()) {
                return;
            }
            double width = fraction(content, 0);
            double height = fraction(content, 8);
            double left = (size.get().width() - width) / 2 + fraction(content, 16);
            double top = (size.get().height() - height) / 2 + fraction(content, 24);
            int x = (int) Math.max(0, Math.round(left));
            int y = (int) Math.max(0, Math.round(top));
            int right = (int) Math.min(size.get().width(), Math.round(left + width));
            int bottom = (int) Math.min(size.get().height(), Math.round(top + height));
            // no comparison with NaN, a fraction over 0, holds
            boolean sound = width > 0 && height > 0 && left > -1e9 && top > -1e9 && right > x && bottom > y;
            if (sound
                    && (right - x < size.get().width()
                            || bottom - y < size.get().height())) {
                steps.add(new HeifItem.Crop(x, y, right - x, bottom - y));
                size = Optional.of(new Size(right - x, bottom - y));
            }
        }

        private static double fraction(ByteBuffer content, int at) {
            int below = content.getInt(at + 4);
            return below == 0 ? Double.NaN : content.getInt(at) / (double) below;
        }

        private static int side(int value) {
            return value > 0 ? value : value == 0 ? 1 : Integer.MAX_VALUE;
        }
    }
}

package io.runfolio.media.image.foreign;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Items of a HEIF file's box {@code meta}, with properties and auxiliary items.
 *
 * <p>ISO/IEC 14496-12, section 8.11. Truncated boxes are ignored.
 */
final class HeifItems {
    private static final int MAX_PROPERTIES = 100_000;

    private OptionalLong primary = OptionalLong.empty();
    private final List<IsoBoxes.Box> all = new ArrayList<>();
    private final Map<Long, List<Integer>> associations = new HashMap<>();
    private final Map<Long, List<Long>> auxiliaries = new HashMap<>();
    private int associated;

    /**
     * Reads the items.
     *
     * @param meta content of the box, behind its version
     */
    HeifItems(ByteBuffer meta) {
        for (IsoBoxes.Box box : IsoBoxes.within(meta)) {
            switch (box.type()) {
                case "pitm" ->
                    primary = OptionalLong.of(id(box.content(), 4, box.content().get(0) > 0));
                case "iprp" -> properties(box.content());
                case "iref" -> references(box.content());
                default -> {}
            }
        }
    }

    OptionalLong primary() {
        return primary;
    }

    /** Returns an item's properties in the order of their association. */
    List<IsoBoxes.Box> properties(long item) {
        return associations.getOrDefault(item, List.of()).stream()
                .filter(number -> number >= 1 && number <= all.size())
                .map(number -> all.get(number - 1))
                .toList();
    }

    /** Returns the auxiliary items of an item, such as its transparency. */
    List<Long> auxiliaries(long item) {
        return auxiliaries.getOrDefault(item, List.of());
    }

    private void properties(ByteBuffer content) {
        for (IsoBoxes.Box box : IsoBoxes.within(content)) {
            if (box.type().equals("ipco")) {
                all.addAll(IsoBoxes.within(box.content()));
            } else if (box.type().equals("ipma")) {
                associate(box.content());
            }
        }
    }

    private void associate(ByteBuffer content) {
        boolean wideItems = content.get(0) > 0;
        boolean wideNumbers = (content.get(3) & 1) != 0;
        long entries = content.getInt(4) & 0xffffffffL;
        content.position(8);
        for (long entry = 0; entry < entries && content.remaining() >= (wideItems ? 5 : 3); entry++) {
            long item = wideItems ? content.getInt() & 0xffffffffL : content.getShort() & 0xffffL;
            int count = content.get() & 0xff;
            for (int at = 0; at < count && content.remaining() >= (wideNumbers ? 2 : 1); at++) {
                int number = wideNumbers ? content.getShort() & 0x7fff : content.get() & 0x7f;
                if (++associated <= MAX_PROPERTIES) {
                    associations.computeIfAbsent(item, key -> new ArrayList<>()).add(number);
                }
            }
        }
    }

    private void references(ByteBuffer content) {
        boolean wide = content.get(0) > 0;
        int width = wide ? 4 : 2;
        content.position(4);
        for (IsoBoxes.Box box : IsoBoxes.within(content.slice())) {
            ByteBuffer reference = box.content();
            if (!box.type().equals("auxl") || reference.limit() < width + 2) {
                continue;
            }
            int count = reference.getShort(width) & 0xffff;
            for (int at = 0; at < count && width + 2 + (at + 1) * width <= reference.limit(); at++) {
                long to = id(reference, width + 2 + at * width, wide);
                auxiliaries.computeIfAbsent(to, key -> new ArrayList<>()).add(id(reference, 0, wide));
            }
        }
    }

    private static long id(ByteBuffer bytes, int at, boolean wide) {
        return wide ? bytes.getInt(at) & 0xffffffffL : bytes.getShort(at) & 0xffffL;
    }
}

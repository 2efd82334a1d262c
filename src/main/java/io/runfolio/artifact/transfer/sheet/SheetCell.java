package io.runfolio.artifact.transfer.sheet;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One cell of a contact sheet.
 *
 * @param picture PNG of at most {@link SheetPage#MAX_PICTURE_SIDE} pixels a side; empty without a picture
 * @param placeholder word shown in the place of a missing picture, such as {@code audio}
 * @param caption lines below the picture, at most {@link SheetPage#CAPTION_LINES}; long ones are cut with {@code …}
 */
public record SheetCell(Optional<Path> picture, String placeholder, List<String> caption) {
    public SheetCell {
        caption = List.copyOf(caption);
    }
}

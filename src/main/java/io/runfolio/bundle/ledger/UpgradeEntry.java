package io.runfolio.bundle.ledger;

import io.runfolio.json.RecordMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Data of an {@code upgrade} line.
 *
 * @param formatVersion version of the bundle's format from now on
 * @param added files that were added, relative to the bundle
 */
public record UpgradeEntry(Integer formatVersion, List<String> added) {
    public UpgradeEntry {
        added = added == null
                ? List.of()
                : added.stream().filter(Objects::nonNull).toList();
    }

    static Optional<UpgradeEntry> of(BundleLine line) {
        return line.action() == BundleAction.UPGRADE
                ? RecordMapper.convert(line.data(), UpgradeEntry.class).filter(entry -> entry.formatVersion() != null)
                : Optional.empty();
    }

    /** Returns the line. */
    public BundleLine line(String by, String at) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("format_version", formatVersion);
        data.put("added", added);
        return new BundleLine(BundleAction.UPGRADE, by, at, data);
    }
}

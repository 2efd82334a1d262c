package io.runfolio.settings;

/**
 * Limits for events.
 *
 * @param maxBytes size of an event file; default 1 MiB
 * @param maxDepth nesting of its JSON; default 64
 * @param maxFields fields of all its objects together; default 20,000
 * @param maxAssets inputs and outputs of one event; default 1,000
 */
public record EventSettings(long maxBytes, int maxDepth, int maxFields, int maxAssets) {

    static EventSettings read(SettingReader values) {
        return new EventSettings(
                values.bytes("runfolio.event.max-bytes", 1L << 20, "size of an event file"),
                values.integer("runfolio.event.max-depth", 64, 4, 1_000, "nesting of an event's JSON"),
                values.integer("runfolio.event.max-fields", 20_000, 10, 1_000_000, "fields of an event's JSON"),
                values.integer("runfolio.event.max-assets", 1_000, 1, 100_000, "inputs and outputs of one event"));
    }
}

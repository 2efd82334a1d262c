package io.runfolio.run.extras;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Changes objects inside the free maps of records; the order of their fields stays. */
public final class FreeMaps {
    /** Key of Runfolio's own object in {@code source_metadata} of a run and {@code metadata} of an asset. */
    public static final String RUNFOLIO_KEY = "runfolio";

    private FreeMaps() {}

    /**
     * Returns a copy of a free map with a changed object.
     *
     * @param name name of the object; created if the map has no such object
     * @param change changes a mutable copy of the object
     */
    public static Map<String, Object> update(
            Map<String, Object> freeMap, String name, Consumer<Map<String, Object>> change) {
        Map<String, Object> object = JsonMap.of(freeMap.get(name)).toMap();
        change.accept(object);
        Map<String, Object> updated = new LinkedHashMap<>(freeMap);
        updated.put(name, object);
        return updated;
    }
}

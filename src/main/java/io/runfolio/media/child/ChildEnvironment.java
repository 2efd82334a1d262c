package io.runfolio.media.child;

import java.util.LinkedHashMap;
import java.util.Map;

/** The few variables that a child sees; nothing of the worker's own environment, which may hold secrets, is passed on. */
final class ChildEnvironment {
    /** Plain messages, a standard path, a place for temporary files, and few malloc arenas so that the limit on address space fits many cores. */
    static final Map<String, String> MINIMAL = minimal();

    private ChildEnvironment() {}

    private static Map<String, String> minimal() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("LANG", "C.UTF-8");
        values.put("PATH", "/usr/local/bin:/usr/bin:/bin");
        values.put("TMPDIR", System.getProperty("java.io.tmpdir"));
        values.put("MALLOC_ARENA_MAX", "4");
        String systemRoot = System.getenv("SystemRoot");
        if (systemRoot != null) {
            values.put("SystemRoot", systemRoot); // Windows starts nothing without it
        }
        return Map.copyOf(values);
    }
}

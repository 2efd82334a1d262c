package io.runfolio.media.child;

import java.util.LinkedHashMap;
import java.util.Map;

/** Environment variables of a child process. The worker's own are not passed, as they may hold secrets. */
final class ChildEnvironment {
    /**
     * Neutral locale, standard path and temporary folder.
     *
     * <p>Few malloc arenas keep the address space below its limit on machines with many cores.
     */
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
            values.put("SystemRoot", systemRoot); // Windows cannot start processes without it
        }
        return Map.copyOf(values);
    }
}

package io.runfolio.bundle.audit;

import io.runfolio.run.extras.JsonMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Results of quality checks in an event. They are under {@code checks}: {@code {"faces": "pass"}}, or {@code [{"name":
 * "faces", "status": "pass"}]}. An unknown result counts as {@code pending}, so that it does not let an artifact
 * through.
 */
public final class QualityChecks {
    /** Result of a passed check. */
    public static final String PASS = "pass";

    private static final Set<String> PASSED = Set.of(PASS, "passed", "ok");
    private static final Set<String> FAILED = Set.of("fail", "failed", "error");

    private QualityChecks() {}

    /**
     * Returns the results by check name: {@code pass}, {@code fail} or {@code pending}. They are read from an
     * artifact's content and its output's metadata.
     */
    public static Map<String, String> of(Map<String, Object> content, Map<String, Object> assetMetadata) {
        Map<String, String> checks = new LinkedHashMap<>();
        collect(assetMetadata.get("checks"), checks);
        collect(content.get("checks"), checks);
        return checks;
    }

    /** Returns whether any result blocks approval. */
    public static boolean hasBlocking(Map<String, String> checks) {
        return checks.values().stream().anyMatch(result -> !result.equals(PASS));
    }

    private static void collect(Object given, Map<String, String> checks) {
        JsonMap.of(given).toMap().forEach((name, value) -> checks.put(name, result(value)));
        JsonMap.elements(given).stream()
                .flatMap(item -> JsonMap.find(item).stream())
                .forEach(check -> check.text("name").ifPresent(name -> checks.put(name, result(check.toMap()))));
    }

    private static String result(Object value) {
        Object word = JsonMap.find(value)
                .map(check -> check.get(check.has("status") ? "status" : "result"))
                .orElse(value);
        String known = String.valueOf(word).toLowerCase(Locale.ROOT);
        if (PASSED.contains(known)) {
            return PASS;
        }
        return FAILED.contains(known) ? "fail" : "pending";
    }
}

package io.runfolio.bundle;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Quality checks as an event tells them, under {@code checks}: {@code {"faces": "pass"}}, or {@code [{"name": "faces", "status": "pass"}]}. A result that is none of the known words counts as
 * {@code pending}: what nobody understands must not let an artifact through.
 */
public final class ArtifactChecks {
    /** The result of a check that lets approval through. */
    public static final String PASS = "pass";

    private static final Set<String> PASSED = Set.of(PASS, "passed", "ok");
    private static final Set<String> FAILED = Set.of("fail", "failed", "error");

    private ArtifactChecks() {}

    /** Returns the results, {@code pass}, {@code fail} or {@code pending}, that an artifact's content and its output's metadata tell, by the checks' names. */
    public static Map<String, String> of(Map<String, Object> content, Map<String, Object> assetMetadata) {
        Map<String, String> checks = new LinkedHashMap<>();
        collect(assetMetadata.get("checks"), checks);
        collect(content.get("checks"), checks);
        return checks;
    }

    /** Returns whether any of these results holds approval back. */
    public static boolean holdBack(Map<String, String> checks) {
        return checks.values().stream().anyMatch(result -> !result.equals(PASS));
    }

    private static void collect(Object given, Map<String, String> checks) {
        if (given instanceof Map<?, ?> byName) {
            byName.forEach((name, value) -> checks.put(String.valueOf(name), result(value)));
        } else if (given instanceof List<?> list) {
            for (Object item : list) {
                if (item instanceof Map<?, ?> check && check.get("name") instanceof String name) {
                    checks.put(name, result(check));
                }
            }
        }
    }

    private static String result(Object value) {
        Object word =
                value instanceof Map<?, ?> check ? check.get(check.get("status") == null ? "result" : "status") : value;
        String known = String.valueOf(word).toLowerCase(Locale.ROOT);
        if (PASSED.contains(known)) {
            return PASS;
        }
        return FAILED.contains(known) ? "fail" : "pending";
    }
}

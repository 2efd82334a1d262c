package io.runfolio.api.removal;

import io.runfolio.api.ApiException;
import io.runfolio.retention.Protection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** JSON representation of what protects files, and the error that names it. */
final class ProtectionsJson {
    private ProtectionsJson() {}

    static List<Map<String, Object>> of(List<Protection> protections) {
        return protections.stream().map(ProtectionsJson::json).toList();
    }

    private static Map<String, Object> json(Protection protection) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", protection.kind().word());
        json.put("artifactId", protection.artifactId());
        json.put("words", protection.words());
        return json;
    }

    /** Returns the error for files that are protected. */
    static ApiException refused(List<Protection> protections) {
        String reasons = protections.stream().map(Protection::words).distinct().collect(Collectors.joining("; "));
        return new ApiException(
                409,
                "protected",
                "Nothing was removed, as it is protected: " + reasons + ".",
                Map.of("protections", of(protections)));
    }
}

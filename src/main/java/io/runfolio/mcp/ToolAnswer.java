package io.runfolio.mcp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Answer of a tool.
 *
 * @param facts structured content, with the notice about untrusted text first
 * @param pictures shown after the facts, in their order
 */
record ToolAnswer(Map<String, Object> facts, List<Picture> pictures) {
    ToolAnswer {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("notice", UntrustedText.NOTICE);
        all.putAll(facts);
        facts = all;
        pictures = List.copyOf(pictures);
    }

    ToolAnswer(Map<String, Object> facts) {
        this(facts, List.of());
    }
}

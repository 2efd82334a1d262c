package io.runfolio.workflow.form;

import static io.runfolio.workflow.form.ValueShape.ANY;
import static io.runfolio.workflow.form.ValueShape.LEAF;

import io.runfolio.run.ArtifactClass;
import java.util.LinkedHashMap;
import java.util.Map;

/** Forms of the content of artifacts by class, as steps see it. */
public final class ContentShapes {
    private static final ValueShape SECTION = leaves("heading", "body");
    private static final ValueShape DOCUMENT = leaves("type", "title", "body", "path", "url", "mimeType");
    private static final ValueShape REPORT = DOCUMENT.withFieldsOf(leaves("summary"))
            .withFieldsOf(
                    ValueShape.object(Map.of("sections", ValueShape.list(SECTION), "sources", ValueShape.list(ANY))));
    private static final ValueShape RECORD = DOCUMENT.withFieldsOf(ValueShape.object(Map.of("data", ANY)));
    private static final ValueShape FILE = leaves("path", "mimeType", "width", "height");
    private static final ValueShape MEDIA = FILE.withFieldsOf(
                    leaves("url", "bytes", "sha256", "duration", "storageKey", "prompt"))
            .withFieldsOf(ValueShape.object(Map.of("facts", ANY)));
    private static final ValueShape REFERENCE = leaves("id", "artifactClass", "artifactType", "runId");

    private ContentShapes() {}

    /** Returns the form of the content of an artifact. */
    public static ValueShape of(ArtifactClass artifactClass) {
        return switch (artifactClass) {
            case RESEARCH -> REPORT;
            case KNOWLEDGE -> RECORD;
            case VISUAL, VIDEO -> MEDIA;
        };
    }

    /** Returns the form of what the answer of a step has for a class; it is no artifact yet. */
    public static ValueShape ofAnswer(ArtifactClass artifactClass) {
        boolean isMedia = artifactClass == ArtifactClass.VISUAL || artifactClass == ArtifactClass.VIDEO;
        return isMedia ? FILE : of(artifactClass);
    }

    /** Returns the form of the facts that name an artifact: its id, class, type and run. */
    public static ValueShape reference() {
        return REFERENCE;
    }

    /** Returns the name under which the output of a step has content of a class. */
    public static String slotName(ArtifactClass artifactClass) {
        return switch (artifactClass) {
            case RESEARCH -> "report";
            case KNOWLEDGE -> "record";
            case VISUAL -> "image";
            case VIDEO -> "video";
        };
    }

    private static ValueShape leaves(String... names) {
        Map<String, ValueShape> fields = new LinkedHashMap<>();
        for (String name : names) {
            fields.put(name, LEAF);
        }
        return ValueShape.object(fields);
    }
}

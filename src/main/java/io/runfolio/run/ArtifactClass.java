package io.runfolio.run;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Class of an artifact, which decides the form of its content. */
public enum ArtifactClass {
    /** Picture. */
    VISUAL,
    /** Clip. */
    VIDEO,
    /** Report. */
    RESEARCH,
    /** Record of knowledge, and everything that fits no other class. */
    KNOWLEDGE;

    /** Returns the name in JSON, such as {@code visual}. */
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether a name from JSON is that of this class. */
    public boolean isNamed(String name) {
        return jsonName().equals(name);
    }

    /** Returns the class with this exact name; empty if unknown. */
    public static Optional<ArtifactClass> of(String name) {
        return Arrays.stream(values()).filter(type -> type.isNamed(name)).findFirst();
    }

    /** Returns all names in JSON. */
    public static List<String> jsonNames() {
        return Arrays.stream(values()).map(ArtifactClass::jsonName).toList();
    }
}

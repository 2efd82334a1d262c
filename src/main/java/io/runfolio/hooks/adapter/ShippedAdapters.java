package io.runfolio.hooks.adapter;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** Adapter files inside the program. */
public final class ShippedAdapters {
    private static final String FOLDER = "/io/runfolio/hooks/providers/";

    private ShippedAdapters() {}

    /** Returns the names of the shipped adapters, sorted. */
    public static List<String> names() {
        return List.of(
                "automatic1111",
                "bfl",
                "comfyui",
                "comfyui-api",
                "fal",
                "google-gemini",
                "google-veo",
                "kie",
                "openai-images",
                "replicate");
    }

    /** Returns the content of a shipped file; empty if there is no adapter of that name. */
    public static Optional<byte[]> read(String name) {
        if (!names().contains(name)) {
            return Optional.empty();
        }
        try (InputStream stream = ShippedAdapters.class.getResourceAsStream(FOLDER + name + ".yaml")) {
            return Optional.of(stream.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("A file inside the program cannot be read", e);
        }
    }
}

package io.runfolio.bundle;

import io.runfolio.files.SourcePath;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetSource;
import io.runfolio.run.RunRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where one input or output goes in the bundle.
 *
 * @param output whether it is an output
 * @param position its place among all inputs, or all outputs; the first is 1
 * @param source what the event says of it
 * @param stem name without extension, such as {@code output_01} or {@code motion_02}
 * @param extension extension of the original with its dot, in lower case, or the empty string
 */
public record AssetSlot(boolean output, int position, AssetSource source, String stem, String extension) {
    private static final Pattern KEPT_EXTENSION = Pattern.compile("\\.[a-z0-9]{1,15}");

    /** Returns the slots of all of a request's inputs, then of all its outputs, in the event's order. */
    public static List<AssetSlot> plan(RunRequest request) {
        List<AssetSlot> slots = new ArrayList<>();
        Map<String, Integer> counts = new HashMap<>();
        int position = 0;
        for (AssetSource input : request.inputs()) {
            String prefix = prefix(input);
            slots.add(slot(false, ++position, input, prefix, counts.merge(prefix, 1, Integer::sum)));
        }
        position = 0;
        for (AssetSource output : request.outputs()) {
            slots.add(slot(true, ++position, output, "output", position));
        }
        return List.copyOf(slots);
    }

    /** Returns where the original is kept. */
    public Path original(RunFolder folder) {
        return (output ? folder.original() : folder.inputs()).resolve(stem + extension);
    }

    /** Returns the web derivative's path, without extension. */
    public Path webStem(RunFolder folder) {
        return folder.web().resolve(stem);
    }

    /** Returns the thumb's path, without extension. */
    public Path thumbStem(RunFolder folder) {
        return folder.thumb().resolve(stem);
    }

    /** Returns the poster's path, without extension. */
    public Path posterStem(RunFolder folder) {
        return folder.thumb().resolve(stem + "_poster");
    }

    /** Returns the file that takes what a child process said about it. */
    public Path log(RunFolder folder) {
        return folder.logs().resolve(stem + ".ffmpeg.log");
    }

    private static AssetSlot slot(boolean output, int position, AssetSource source, String prefix, int number) {
        String stem = String.format(Locale.ROOT, "%s_%02d", prefix, number);
        return new AssetSlot(output, position, source, stem, extension(source.sourcePath()));
    }

    private static String prefix(AssetSource source) {
        String role = source.role() == null ? "" : source.role().toLowerCase(Locale.ROOT);
        if (role.contains("motion")) {
            return "motion";
        }
        if (role.contains("audio") || source.kind() == AssetKind.AUDIO) {
            return "audio";
        }
        if (role.contains("video") || source.kind() == AssetKind.VIDEO) {
            return "video";
        }
        return role.contains("ref") || source.kind() == AssetKind.IMAGE ? "ref" : "input";
    }

    /** The suffix as Python's {@code Path.suffix} has it: a name that only starts or ends with a dot has none. Anything but a few letters and digits is dropped. */
    private static String extension(String sourcePath) {
        String name = SourcePath.fileName(sourcePath);
        int dot = name.lastIndexOf('.');
        if (dot <= 0 || dot == name.length() - 1) {
            return "";
        }
        String suffix = name.substring(dot).toLowerCase(Locale.ROOT);
        return KEPT_EXTENSION.matcher(suffix).matches() ? suffix : "";
    }
}

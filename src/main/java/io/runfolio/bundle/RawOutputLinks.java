package io.runfolio.bundle;

import io.runfolio.run.AssetRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Links from processed outputs to raw ones. They follow {@code metadata.processed_from}, or, if no output has it, the
 * roles {@code raw} and {@code processed}, paired in order if their numbers are equal. Positions start at 1.
 */
public final class RawOutputLinks {
    static final String PROCESSED_FROM = "processed_from";
    private static final int MAX_SHOWN_CHARACTERS = 100;

    private final List<AssetRecord> outputs;
    private final Map<Integer, Integer> from = new TreeMap<>();
    private final List<String> warnings = new ArrayList<>();

    private RawOutputLinks(List<AssetRecord> outputs) {
        this.outputs = outputs;
    }

    /** Reads the links of a run's outputs. */
    public static RawOutputLinks of(List<AssetRecord> outputs) {
        RawOutputLinks rawOutputLinks = new RawOutputLinks(outputs);
        if (outputs.stream().anyMatch(output -> output.metadata().get(PROCESSED_FROM) != null)) {
            rawOutputLinks.byName();
        } else {
            rawOutputLinks.byRole();
        }
        return rawOutputLinks;
    }

    /** Returns warnings about invalid links. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /**
     * Returns the model's output that an output was made from, over all steps. Empty if it is the model's output
     * itself.
     */
    public Optional<AssetRecord> rawOf(int position) {
        Optional<AssetRecord> raw = Optional.empty();
        for (int at = position; from.containsKey(at); ) {
            at = from.get(at);
            raw = Optional.of(outputs.get(at - 1));
        }
        return raw;
    }

    /** Returns whether another output was made from an output. */
    boolean isRaw(int position) {
        return from.containsValue(position);
    }

    private void byName() {
        for (int position = 1; position <= outputs.size(); position++) {
            Object said = outputs.get(position - 1).metadata().get(PROCESSED_FROM);
            if (said != null) {
                link(position, said);
            }
        }
    }

    private void link(int position, Object said) {
        List<Integer> named = IntStream.rangeClosed(1, outputs.size())
                .filter(other -> other != position && isNamed(other, said))
                .boxed()
                .toList();
        String shown = String.valueOf(said);
        String what = "output " + position + ": processed_from "
                + (shown.length() > MAX_SHOWN_CHARACTERS ? shown.substring(0, MAX_SHOWN_CHARACTERS) + "…" : shown);
        if (named.size() != 1) {
            warnings.add(what + " names " + (named.isEmpty() ? "no other output" : "several outputs")
                    + "; set the position, from 1, or the original filename of one");
        } else if (leadsTo(named.get(0), position)) {
            warnings.add(what + " is circular and is ignored");
        } else {
            put(position, named.get(0), what);
        }
    }

    private boolean isNamed(int other, Object said) {
        return said instanceof Integer number
                ? number == other
                : said instanceof String name
                        && name.equals(outputs.get(other - 1).originalFilename());
    }

    private boolean leadsTo(int start, int position) {
        int at = start;
        while (at != position && from.containsKey(at)) {
            at = from.get(at);
        }
        return at == position;
    }

    private void byRole() {
        List<Integer> raw = withRole("raw");
        List<Integer> processed = withRole("processed");
        if (raw.size() == processed.size()) {
            IntStream.range(0, raw.size())
                    .forEach(i -> put(processed.get(i), raw.get(i), "output " + processed.get(i) + ": its raw output"));
        } else if (!raw.isEmpty() && !processed.isEmpty()) {
            warnings.add("outputs: " + raw.size() + " have the role raw and " + processed.size()
                    + " the role processed, so they are not paired: set metadata.processed_from");
        }
    }

    private List<Integer> withRole(String role) {
        return IntStream.rangeClosed(1, outputs.size())
                .filter(position -> role.equals(
                        String.valueOf(outputs.get(position - 1).role()).toLowerCase(Locale.ROOT)))
                .boxed()
                .toList();
    }

    /** Links outputs of the same kind only. */
    private void put(int position, int raw, String what) {
        AssetRecord source = outputs.get(raw - 1);
        if (source.kind() != outputs.get(position - 1).kind()) {
            warnings.add(what + " is of another kind and is ignored");
        } else if (source.bytes() == null) {
            warnings.add(what + " could not be copied, so it cannot be shown");
        } else {
            from.put(position, raw);
        }
    }
}

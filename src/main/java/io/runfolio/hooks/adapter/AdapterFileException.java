package io.runfolio.hooks.adapter;

import io.runfolio.files.RunfolioException;
import java.util.List;

/** Thrown for an adapter file that cannot be used; the message names the file and each field at fault. */
public final class AdapterFileException extends RunfolioException {
    private final List<String> problems;

    AdapterFileException(String file, List<String> problems) {
        super(file + ": " + String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** Returns one sentence for each field at fault, without the file. */
    public List<String> problems() {
        return problems;
    }
}

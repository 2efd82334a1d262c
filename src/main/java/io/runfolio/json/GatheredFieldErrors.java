package io.runfolio.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Gathers one sentence for each field that cannot be used, so that one answer names all of them. */
public final class GatheredFieldErrors implements FieldErrors {
    private final List<String> sentences = new ArrayList<>();

    @Override
    public void missing(String path, String form) {
        invalid(path, "is required");
    }

    @Override
    public void wrongType(String path, String form, JsonNode value) {
        invalid(path, "must be " + form);
    }

    @Override
    public void invalid(String path, String reason) {
        sentences.add(path + " " + reason);
    }

    /** Returns the sentences in the order of the reports. */
    public List<String> sentences() {
        return List.copyOf(sentences);
    }
}

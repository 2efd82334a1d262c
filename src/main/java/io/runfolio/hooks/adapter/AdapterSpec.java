package io.runfolio.hooks.adapter;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Content of an adapter file: where a payload holds each part of a request.
 *
 * @param description one line about the payloads
 * @param documentation page of the provider
 * @param embeddedJson texts that hold JSON, read before anything else
 * @param document start of all {@code $} paths, if it is not the payload itself
 * @param taskId the provider's id
 * @param status rules, of which the first that applies counts
 * @param texts parts of the request that are texts or numbers: {@code model}, {@code prompt}, …
 * @param options the generator's options
 * @param generation texts or graphs in the form of a known tool
 * @param inputs files that went in
 * @param outputs files that came out
 * @param linksLive time for which the provider serves the outputs
 * @param times times and durations, by the field of {@code timing}
 * @param steps steps of the run
 * @param cost fields of {@code cost}
 * @param errors sentences about a failure
 * @param poll how a task is asked for; empty if the provider sends its results by itself
 */
record AdapterSpec(
        String description,
        Optional<String> documentation,
        List<PathExpression> embeddedJson,
        Expression document,
        Expression taskId,
        List<StatusRule> status,
        Map<String, Expression> texts,
        OptionsSpec options,
        Map<String, Expression> generation,
        List<FileSpec> inputs,
        List<FileSpec> outputs,
        Optional<Duration> linksLive,
        Map<String, Expression> times,
        Optional<ListSpec> steps,
        Map<String, Expression> cost,
        Expression errors,
        Optional<PollSpec> poll) {

    /** Fields of {@code texts}. */
    static final List<String> TEXTS = List.of("model", "provider-model", "prompt", "negative-prompt", "seed");

    /**
     * Rule for the state.
     *
     * @param when value that must be there; none for always
     * @param words state for each value; empty if any value means {@code state}
     * @param state state without words
     */
    record StatusRule(Expression when, Map<String, ProviderState> words, Optional<ProviderState> state) {}

    /**
     * Options of the generator.
     *
     * @param from objects whose fields are options
     * @param omit names that are not kept, as they stand elsewhere in the request
     */
    record OptionsSpec(Expression from, List<String> omit) {}

    /**
     * List of objects with named values.
     *
     * @param each elements, the start of {@code @} paths
     */
    record ListSpec(Expression each, Map<String, Expression> fields) {
        Expression field(String name) {
            return fields.getOrDefault(name, Expression.NONE);
        }
    }

    /**
     * Files of a run.
     *
     * @param list elements with {@code url}, {@code base64}, {@code path}, {@code mime}, {@code kind},
     *     {@code filename}, {@code role}, {@code expires-at}
     * @param seeds seeds in the order of the files, for providers that list them apart
     * @param first position of the first file that has a seed; earlier ones are contact sheets
     */
    record FileSpec(ListSpec list, Expression seeds, Expression first) {}
}

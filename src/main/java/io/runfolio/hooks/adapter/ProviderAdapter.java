package io.runfolio.hooks.adapter;

import io.runfolio.json.SecretMask;
import io.runfolio.settings.EventSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Maps the payloads of one provider to requests, as its file says. Immutable and thread-safe. */
public final class ProviderAdapter {
    private final String name;
    private final String origin;
    private final AdapterSpec spec;
    private final PayloadParser parser;
    private final EventSettings limits;
    private final SecretMask mask;

    private ProviderAdapter(String name, String origin, AdapterSpec spec, EventSettings limits, SecretMask mask) {
        this.name = name;
        this.origin = origin;
        this.spec = spec;
        this.parser = new PayloadParser(limits);
        this.limits = limits;
        this.mask = mask;
    }

    /**
     * Creates an adapter from the content of its file.
     *
     * @param name name of the adapter, in keys of events and in settings
     * @param origin the file, for messages and lists
     * @throws AdapterFileException if the file cannot be used
     */
    public static ProviderAdapter of(String name, String origin, byte[] yaml, EventSettings limits, SecretMask mask) {
        return new ProviderAdapter(name, origin, AdapterFileReader.read(origin, yaml), limits, mask);
    }

    /**
     * Maps a payload.
     *
     * @throws AdapterException if it cannot be read; nothing else is thrown, whatever it contains
     */
    public AdaptedRun adapt(byte[] payload, AdapterContext context) {
        return new RequestMapper(name, spec, parser, limits, mask, context).map(payload);
    }

    /**
     * Returns the provider's id of the task.
     *
     * @throws AdapterException if the payload cannot be read
     */
    public Optional<String> taskId(byte[] payload) {
        return new RequestMapper(name, spec, parser, limits, mask, AdapterContext.at(Instant.EPOCH)).taskId(payload);
    }

    public String name() {
        return name;
    }

    /** Returns the file that the adapter was read from. */
    public String origin() {
        return origin;
    }

    public String description() {
        return spec.description();
    }

    /** Returns the page of the provider that describes the payloads. */
    public Optional<String> documentation() {
        return spec.documentation();
    }

    /** Returns the time for which the provider serves an output; empty if it is not known. */
    public Optional<Duration> linksLive() {
        return spec.linksLive();
    }

    /** Returns how a task is asked for; empty if tasks of the provider cannot be polled. */
    public Optional<PollSpec> poll() {
        return spec.poll();
    }

    /**
     * Returns the address of a task's result; empty if the answer about its status is the result.
     *
     * @throws AdapterException if the payload cannot be read
     */
    public Optional<String> resultAddress(byte[] payload, AdapterContext context) {
        return spec.poll()
                .map(PollSpec::result)
                .filter(result -> !result.isNone())
                .flatMap(result ->
                        new RequestMapper(name, spec, parser, limits, mask, context).text("result", result, payload));
    }
}

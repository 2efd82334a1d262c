package io.runfolio.settings;

import java.util.regex.Pattern;

/**
 * Export of spans of events and requests.
 *
 * @param enabled whether spans are created; default false
 * @param endpoint address of a collector that takes OTLP over HTTP; default {@code http://127.0.0.1:4318}. {@code none}
 *     leaves the export to OpenTelemetry's agent
 * @param service name of this service in the collector; default {@code runfolio}
 * @param queueLength spans that wait for the collector; further ones are dropped; default 2048
 */
public record TraceSettings(boolean enabled, String endpoint, String service, int queueLength) {
    private static final Pattern ENDPOINT = Pattern.compile(
            "none|https?://(?:[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]+])(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~/-]*)?");
    private static final Pattern SERVICE = Pattern.compile("\\S(?:.{0,98}\\S)?");

    static TraceSettings read(SettingReader values) {
        return new TraceSettings(
                values.flag("runfolio.traces.enabled", false, "whether spans are created"),
                values.text(
                        "runfolio.traces.endpoint",
                        "http://127.0.0.1:4318",
                        "an address such as http://127.0.0.1:4318, or none",
                        ENDPOINT,
                        "the collector that spans are sent to"),
                values.text(
                        "runfolio.traces.service",
                        "runfolio",
                        "1 to 100 characters",
                        SERVICE,
                        "name of this service in the collector"),
                values.integer(
                        "runfolio.traces.queue-length", 2048, 1, 1_000_000, "spans that wait for the collector"));
    }

    /** Returns whether Runfolio itself sends spans. */
    public boolean exported() {
        return enabled && !endpoint.equals("none");
    }

    /** Returns the address that spans are posted to. */
    public String url() {
        return endpoint.replaceFirst("(?<!/)/++$", "") + (endpoint.contains("/v1/traces") ? "" : "/v1/traces");
    }
}

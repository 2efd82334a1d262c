package io.runfolio.api.content;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** URLs of resources, as paths on this server. */
public final class Urls {
    private Urls() {}

    public static String content(String artifactId, String view) {
        return "/v1/artifacts/" + encoded(artifactId) + "/content/" + view;
    }

    /** Returns the URL of a file in a bundle. */
    public static String runFile(String runId, String relative) {
        return "/v1/runs/" + encoded(runId) + "/files/"
                + Stream.of(relative.split("/")).map(Urls::encoded).collect(Collectors.joining("/"));
    }

    /** Returns the URL of a run. */
    public static String run(String runId) {
        return "/v1/runs/" + encoded(runId);
    }

    /** Returns the URL of an artifact. */
    public static String artifact(String artifactId) {
        return "/v1/artifacts/" + encoded(artifactId);
    }

    public static String event(String eventId) {
        return "/v1/events/" + encoded(eventId);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

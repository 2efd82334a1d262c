package io.runfolio.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where things are served, as paths on this server. */
final class Urls {
    private Urls() {}

    static String content(String artifactId, String view) {
        return "/v1/artifacts/" + encoded(artifactId) + "/content/" + view;
    }

    /** Returns where a file of a bundle is; slashes part its folders. */
    static String runFile(String runId, String relative) {
        return "/v1/runs/" + encoded(runId) + "/files/"
                + Stream.of(relative.split("/")).map(Urls::encoded).collect(Collectors.joining("/"));
    }

    static String event(String eventId) {
        return "/v1/events/" + encoded(eventId);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

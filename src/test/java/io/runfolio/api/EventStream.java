package io.runfolio.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads server-sent events as the HTML standard says, without the code under test. */
final class EventStream implements AutoCloseable {
    final int status;
    private final BufferedReader reader;

    record Event(long id, String type, JsonNode data) {}

    EventStream(LiveApi api, String target, String... headers) throws IOException, InterruptedException {
        HttpResponse<InputStream> response =
                api.client.send(api.builder(target, headers).build(), HttpResponse.BodyHandlers.ofInputStream());
        status = response.statusCode();
        reader = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    /** Returns the next event; empty at the end of the stream. */
    Optional<Event> next() {
        try {
            String id = "";
            String type = "message";
            StringBuilder data = new StringBuilder();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.isEmpty() && data.length() > 0) {
                    return Optional.of(
                            new Event(Long.parseLong(id), type, OpenApiContract.JSON.readTree(data.toString())));
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    type = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data.append(line.substring(6));
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the events up to one that is the last wanted, or to the end. */
    List<Event> until(Predicate<Event> isLast) {
        List<Event> events = new ArrayList<>();
        for (Optional<Event> event = next(); event.isPresent(); event = next()) {
            events.add(event.get());
            if (isLast.test(event.get())) {
                return events;
            }
        }
        return events;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}

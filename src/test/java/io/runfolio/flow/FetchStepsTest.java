package io.runfolio.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.runfolio.coordination.Claim;
import io.runfolio.coordination.Waiting;
import io.runfolio.coordination.folder.Inbox;
import io.runfolio.fetch.SourceFetches;
import io.runfolio.fetch.UrlForm;
import io.runfolio.files.StorageRoots;
import io.runfolio.intake.EventReader;
import io.runfolio.intake.RunEvent;
import io.runfolio.intake.SourceRoots;
import io.runfolio.intake.SourceSchemes;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.work.IntakeGate;
import io.runfolio.work.Readiness;
import io.runfolio.work.WorkerCounters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchStepsTest {
    @TempDir
    Path folder;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final WorkerCounters counters = new WorkerCounters(Clock.systemUTC());
    private HttpServer server;
    private Inbox inbox;
    private EventReader reader;
    private SourceFetches fetches;
    private FetchWait wait;
    private FetchSteps steps;
    private IntakeGate gate;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().getPath());
            boolean there = !exchange.getRequestURI().getPath().contains("busy");
            exchange.sendResponseHeaders(there ? 200 : 503, there ? 1 : -1);
            if (there) {
                exchange.getResponseBody().write('x');
            }
            exchange.close();
        });
        server.start();
        RunfolioSettings settings = settings();
        inbox = Inbox.open(folder.resolve("inbox"), "w");
        fetches = new SourceFetches(settings.fetch(), 1000, folder.resolve("fetched"), Clock.systemUTC());
        reader = new EventReader(
                settings.event(), new SourceSchemes(new SourceRoots(List.of(folder)), Map.of("http", new UrlForm())));
        wait = new FetchWait(fetches, settings.fetch().deadline(), Clock.systemUTC());
        Readiness readiness =
                new Readiness(settings, Optional::empty, Optional::empty, List::of, List::of, Optional::empty);
        gate = new IntakeGate(readiness, StorageRoots.none());
        steps = new FetchSteps(inbox, reader, fetches, wait, gate, counters, Clock.systemUTC(), 1);
    }

    @AfterEach
    void close() {
        fetches.close();
        inbox.close();
        server.stop(0);
    }

    @Test
    void the_link_that_expires_first_is_fetched_first_over_all_events() {
        park("a", "/late", "2026-03-26T23:00:00Z");
        park("b", "/soon", "2026-03-26T21:00:00Z");
        park("c", "/mid", "2026-03-26T22:00:00Z");

        List<Claim> ready = run();

        assertThat(asked).containsExactly("/soon", "/mid", "/late");
        assertThat(ready).extracting(Claim::name).containsExactly("b.json", "c.json", "a.json");
        assertThat(inbox.waitingEvents()).isEmpty();
        assertThat(counters.getEventsInFlight()).isEqualTo(3);
    }

    @Test
    void an_event_whose_file_has_not_come_waits_again_without_an_attempt() {
        park("a", "/busy", "2026-03-26T23:00:00Z");

        assertThat(run()).isEmpty();

        assertThat(inbox.waitingEvents()).singleElement().satisfies(event -> {
            assertThat(event.active()).isFalse();
            assertThat(event.waiting().detail()).contains("503");
            assertThat(event.waiting().wakeAt()).isAfter(Instant.now());
        });
        assertThat(counters.getEventsInFlight()).isZero();
        assertThat(counters.getEventsSeen()).isZero();
        assertThat(steps.due()).isEmpty();
    }

    @Test
    void a_worker_that_stops_leaves_its_events_waiting() {
        park("a", "/a", "2026-03-26T23:00:00Z");
        FetchJob job = steps.due().get(0);
        gate.stop();
        fetches.stop();

        FetchBatch batch = steps.fetch(job).ended().get(0);

        assertThat(steps.finish(batch)).isNull();
        assertThat(asked).isEmpty();
        inbox.close();
        inbox = Inbox.open(folder.resolve("inbox"), "next");
        assertThat(inbox.waitingEvents()).singleElement().satisfies(event -> assertThat(event.active())
                .isFalse());
    }

    @Test
    void one_host_leaves_a_thread_to_others_and_its_most_urgent_file_is_next() {
        park("a", "/late", "2026-03-26T23:00:00Z");
        park("b", "/soon", "2026-03-26T21:00:00Z");
        List<FetchJob> jobs = steps.due();
        HostSlots slots = new HostSlots(3);

        assertThat(slots.acquireOrDefer("slow", jobs.get(0))).isTrue();
        assertThat(slots.acquireOrDefer("slow", jobs.get(0))).isTrue();
        assertThat(slots.acquireOrDefer("slow", jobs.get(1))).isFalse();
        assertThat(slots.acquireOrDefer("slow", jobs.get(0))).isFalse();
        assertThat(slots.acquireOrDefer("other", jobs.get(0))).isTrue();

        assertThat(slots.releaseOrPass("slow")).contains(jobs.get(0));
        assertThat(slots.releaseOrPass("slow")).contains(jobs.get(1));
        assertThat(slots.releaseOrPass("slow")).isEmpty();
        assertThat(slots.acquireOrDefer("slow", jobs.get(0))).isTrue();
    }

    @Test
    void an_event_that_is_retried_after_its_deadline_waits_as_if_it_had_come_now() {
        park("a", "/busy", "2026-03-26T23:00:00Z");
        run();
        Claim claim =
                inbox.claimDue(any -> true, Instant.now().plusSeconds(60), 1).get(0);
        RunEvent event = reader.read(claim.file());
        Instant later = Instant.now().plus(Duration.ofDays(2));
        Clock next = Clock.fixed(later, ZoneOffset.UTC);
        try (SourceFetches then = new SourceFetches(settings().fetch(), 1000, folder.resolve("fetched"), next)) {
            FetchWait waits = new FetchWait(then, settings().fetch().deadline(), next);
            Waiting waiting = inbox.waiting(claim).orElseThrow();

            assertThat(waits.check(event, Optional.empty()).orElseThrow().since())
                    .isEqualTo(later);
            assertThat(waits.check(event, Optional.of(waiting)).orElseThrow().since())
                    .isEqualTo(later);
        }
        assertThat(wait.check(event, Optional.empty())).isPresent();
    }

    @Test
    void an_event_beyond_its_deadline_waits_no_longer() {
        park("a", "/busy", "2026-03-26T23:00:00Z");
        run();
        Claim claim =
                inbox.claimDue(any -> true, Instant.now().plusSeconds(60), 1).get(0);
        RunEvent event = reader.read(claim.file());
        Clock next = Clock.offset(Clock.systemUTC(), Duration.ofDays(2));
        try (SourceFetches then = new SourceFetches(settings().fetch(), 1000, folder.resolve("fetched"), next)) {
            FetchWait waits = new FetchWait(then, settings().fetch().deadline(), next);

            assertThat(waits.check(event, inbox.waiting(claim))).isEmpty();
            assertThat(then.progress(event)).isEmpty();
        }
    }

    private static RunfolioSettings settings() {
        return RunfolioSettings.from(Map.of(
                "runfolio.fetch.allow-hosts", "127.0.0.1",
                "runfolio.fetch.allow-private-hosts", "127.0.0.1",
                "runfolio.fetch.allow-http", "true"));
    }

    private void park(String name, String path, String expiresAt) {
        String json = "{\"status\":\"succeeded\",\"model_key\":\"m\",\"idempotency_key\":\"" + name
                + "\",\"outputs\":[{\"kind\":\"image\",\"role\":\"output\",\"source_url\":\"http://127.0.0.1:"
                + server.getAddress().getPort() + path + "\",\"expires_at\":\"" + expiresAt + "\"}]}";
        Claim claim = inbox.accept(json.getBytes(StandardCharsets.UTF_8), name + ".json");
        RunEvent event = reader.read(claim.file());
        inbox.park(claim, wait.check(event, Optional.empty()).orElseThrow());
    }

    /** Does what the routes do, with one thread; returns the events that can be bundled. */
    private List<Claim> run() {
        BlockingQueue<Exchange> queue = FetchSteps.newQueue();
        List<Claim> ready = new ArrayList<>();
        add(queue, steps.due());
        while (!queue.isEmpty()) {
            FetchOutcome outcome = steps.fetch(queue.poll().getMessage().getBody(FetchJob.class));
            add(queue, outcome.next());
            outcome.ended().stream()
                    .flatMap(batch -> Optional.ofNullable(steps.finish(batch)).stream())
                    .forEach(ready::add);
        }
        return ready;
    }

    private static void add(BlockingQueue<Exchange> queue, List<FetchJob> jobs) {
        for (FetchJob job : jobs) {
            Exchange exchange = new DefaultExchange(new DefaultCamelContext());
            exchange.getMessage().setBody(job);
            queue.add(exchange);
        }
    }
}

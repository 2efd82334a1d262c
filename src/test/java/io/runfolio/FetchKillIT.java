package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpServer;
import io.runfolio.work.Verification;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A kill after any change on disk while an event is set aside, woken, fetched and bundled. */
@Timeout(300)
class FetchKillIT {
    /** Changes from moment to moment in the short form. */
    private static final int SHORT_STEP = 13;

    private static final String[] SETTINGS = Stream.of(
                    "runfolio.fetch.allow-hosts=127.0.0.1",
                    "runfolio.fetch.allow-private-hosts=127.0.0.1",
                    "runfolio.fetch.allow-http=true",
                    "runfolio.fetch.retry-delay=100ms")
            .flatMap(setting -> Stream.of("--set", setting))
            .toArray(String[]::new);

    @TempDir
    Path folder;

    @Test
    void a_kill_between_any_two_changes_leaves_a_waiting_event_bundled_once() throws Exception {
        assumeThat(Strace.works()).as("strace is there and may trace").isTrue();
        TestWorkspace workspace = new TestWorkspace(Files.createDirectories(folder.resolve("unharmed")));
        byte[] picture = Files.readAllBytes(workspace.writePicture("a.png", 40, 30, 1));
        AtomicInteger requests = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", exchange -> {
            boolean there = requests.incrementAndGet() > 1; // so the event is set aside twice
            exchange.sendResponseHeaders(there ? 200 : 503, there ? picture.length : -1);
            if (there) {
                exchange.getResponseBody().write(picture);
            }
            exchange.close();
        });
        server.start();
        try {
            workspace.drop(
                    "run.json",
                    ("{'status':'succeeded','model_key':'m','idempotency_key':'k','outputs':[{'kind':'image',"
                                    + "'role':'output','source_url':'http://127.0.0.1:"
                                    + server.getAddress().getPort() + "/a.png'}]}")
                            .replace('\'', '"'));
            List<TestWorkspace> moments = new ArrayList<>();
            int code = Strace.frozenEvery(
                    Boolean.getBoolean("runfolio.long") ? 1 : SHORT_STEP,
                    workspace,
                    () -> moments.add(workspace.copyTo(folder.resolve("moment-" + moments.size()))),
                    Stream.concat(Stream.of("worker", "--drain"), Stream.of(SETTINGS))
                            .toArray(String[]::new));
            assertThat(code).isZero();
            assertThat(moments).isNotEmpty();
            assertThat(problems(workspace)).isEmpty();

            List<String> wrong = new ArrayList<>();
            for (TestWorkspace moment : moments) {
                int next = moment.drain(SETTINGS);
                problems(moment).forEach(problem -> wrong.add(moment.root.getFileName() + ": " + problem));
                if (next != 0) {
                    wrong.add(moment.root.getFileName() + ": exit code " + next);
                }
            }
            System.out.println("waiting event: " + moments.size() + " moments");
            assertThat(wrong).isEmpty();
        } finally {
            server.stop(0);
        }
    }

    private static List<String> problems(TestWorkspace workspace) {
        Verification.Report report = workspace.verify();
        List<String> problems = new ArrayList<>();
        report.findings().forEach(finding -> problems.add(finding.toString()));
        if (report.bundles() != 1 || report.lines() != 1 || report.events() != 1) {
            problems.add(report.toString());
        }
        if (!workspace.events(".done").equals(List.of("run.json"))) {
            problems.add("done: " + workspace.events(".done"));
        }
        for (Path bundle : workspace.bundles()) {
            String state = TestWorkspace.json(bundle.resolve("run.json"))
                    .at("/outputs/0/metadata/runfolio/state")
                    .asText();
            if (!state.equals("ready")) {
                problems.add("state " + state);
            }
        }
        Path fetched = workspace.outputs.resolve(".runfolio/fetched");
        if (Files.exists(fetched) && fetched.toFile().list().length > 0) {
            problems.add("left: " + fetched);
        }
        return problems;
    }
}

package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.runfolio.run.RunArtifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process is killed between the seal of a run and the end of its event. The event is delivered to a live process at
 * once. The short form kills at one write; {@code -Drunfolio.long=true} kills at every call that changes a folder or a
 * file.
 */
class SecondDeliveryIT {
    private static final boolean LONG = Boolean.getBoolean("runfolio.long");
    private static final String CALLS =
            "/^(rename(at2?)?|linkat|link|unlink(at)?|rmdir|mkdir(at)?|fsync|fdatasync|ftruncate|p?write(64)?)$";
    /** Codes of what a death leaves until the next worker starts. */
    private static final Set<String> CLEARED_AT_START = Set.of("staging_left", "reservation_left", "lock_left");

    @TempDir
    Path folder;

    @BeforeEach
    void straceIsThere() {
        assumeThat(Strace.works()).as("strace is there and may trace").isTrue();
    }

    @Test
    void a_crashed_call_and_its_repetition_create_one_bundle() throws Exception {
        List<String> wrong = new ArrayList<>();
        if (!LONG) {
            wrong.addAll(callAgain("index-line", killAtFirstWrite("index-line", "index.jsonl")));
        }
        int kills = 1;
        if (LONG) {
            TestWorkspace unharmed = workshop("unharmed");
            caller(unharmed, List.of("-e", "trace=" + CALLS)).waitFor();
            List<String> calls = callsOfTheSealingThread(unharmed);
            int seal = seal(unharmed, calls);
            kills = calls.size() - seal + 3;
            for (int k = seal - 2; k <= calls.size(); k++) {
                wrong.addAll(callAgain("call-" + k, List.of("-e", "trace=" + CALLS, "-e", kill(CALLS, k))));
            }
        }
        System.out.println("Java API: " + kills + " kills");
        assertThat(wrong).isEmpty();
    }

    @Test
    void a_crashed_worker_and_a_second_delivery_create_one_bundle() throws Exception {
        List<String> wrong = new ArrayList<>();
        if (!LONG) {
            wrong.addAll(deliverAgain("event-line", killAtFirstWrite("event-line", ".runfolio/events.jsonl"), -1));
        }
        int kills = 1;
        if (LONG) {
            TestWorkspace unharmed = workshop("unharmed");
            unharmed.drop("first.json", event());
            Strace.killAfter(unharmed, Integer.MAX_VALUE, CALLS);
            List<String> calls = Strace.calls(unharmed);
            int seal = seal(unharmed, calls);
            kills = calls.size() - seal + 3;
            for (int k = seal - 2; k <= calls.size(); k++) {
                wrong.addAll(deliverAgain("change-" + k, List.of(), k));
            }
        }
        System.out.println("folder workers: " + kills + " kills");
        assertThat(wrong).isEmpty();
    }

    private List<String> callAgain(String name, List<String> options) throws Exception {
        TestWorkspace testWorkspace = workshop(name);
        try (Runfolio living = Runfolio.open(testWorkspace.settings())) {
            int code = caller(testWorkspace, options).waitFor();
            RunArtifact run = living.createRunArtifact(ApiCallProgram.request("k"));
            List<String> wrong = new ArrayList<>(problems(testWorkspace, CLEARED_AT_START));
            if (!LONG && code == 0) {
                wrong.add("the caller was not killed");
            }
            RunArtifact innocent = living.createRunArtifact(ApiCallProgram.request("innocent"));
            if (innocent.runId().equals(run.runId()) || testWorkspace.bundles().size() != 2) {
                wrong.add(testWorkspace.bundles() + " after an innocent call");
            }
            return named(testWorkspace, wrong);
        }
    }

    private List<String> deliverAgain(String name, List<String> options, int k) throws Exception {
        TestWorkspace testWorkspace = workshop(name);
        try (CamelContext context = new DefaultCamelContext()) {
            // The sibling takes calls and dead workers' claims, and leaves the folder to the worker that is to die.
            WorkerHandle living = WorkerHandle.install(
                    context, testWorkspace.settings("runfolio.poll-interval", "1h"), Clock.systemUTC());
            context.start();
            Path first = testWorkspace.drop("first.json", event());
            long code = k < 0 ? Strace.drain(testWorkspace, options) : Strace.killAfter(testWorkspace, k, CALLS);
            List<String> wrong = new ArrayList<>();
            RunArtifact run =
                    context.createProducerTemplate().requestBody("direct:runfolio-create", event(), RunArtifact.class);
            if (k < 0 && code == 0) {
                wrong.add("the worker was not killed");
            }
            await("the first delivery is done or waits, and nothing is under way")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> living.counters().getEventsInFlight() == 0
                            && findings(testWorkspace).stream().noneMatch(finding -> finding.startsWith("claim_left"))
                            && (Files.exists(first)
                                    || testWorkspace.events(".done").contains("first.json")));
            wrong.addAll(problems(testWorkspace, CLEARED_AT_START));
            if (!testWorkspace.bundles().get(0).endsWith(run.runId())) {
                wrong.add(run.runId() + " is not there");
            }
            return named(testWorkspace, wrong);
        }
    }

    /** Returns what is wrong now, and what is still wrong after the next worker. */
    private static List<String> problems(TestWorkspace testWorkspace, Set<String> allowed) {
        List<String> wrong = new ArrayList<>();
        if (testWorkspace.bundles().size() != 1 || testWorkspace.indexLines().size() != 1) {
            wrong.add(testWorkspace.bundles() + ", index lines: " + testWorkspace.indexLines());
        }
        findings(testWorkspace).stream()
                .filter(finding -> !allowed.contains(finding.split(" ")[0]))
                .forEach(wrong::add);
        testWorkspace.drain();
        findings(testWorkspace).forEach(code -> wrong.add(code + " after the next worker"));
        if (testWorkspace.bundles().size() != 1 || testWorkspace.indexLines().size() != 1) {
            wrong.add("after the next worker: " + testWorkspace.bundles());
        }
        return wrong;
    }

    private static Set<String> findings(TestWorkspace testWorkspace) {
        Set<String> codes = new TreeSet<>();
        testWorkspace.verify().findings().forEach(finding -> codes.add(finding.code() + " " + finding.path()));
        return codes;
    }

    private static List<String> named(TestWorkspace testWorkspace, List<String> wrong) {
        return wrong.stream()
                .map(each -> testWorkspace.root.getFileName() + ": " + each)
                .toList();
    }

    private TestWorkspace workshop(String name) throws IOException {
        TestWorkspace testWorkspace = new TestWorkspace(Files.createDirectories(folder.resolve(name)));
        testWorkspace.writePicture("a.png", 40, 30, 1);
        return testWorkspace;
    }

    private static String event() {
        return TestWorkspace.event("k", "succeeded", "a.png");
    }

    private List<String> killAtFirstWrite(String workshop, String output) {
        String file =
                folder.resolve(workshop).resolve("outputs").resolve(output).toString();
        return List.of("-P", file, "-e", "trace=write", "-e", kill("write", 1));
    }

    private static String kill(String calls, int k) {
        return "inject=" + calls + ":signal=SIGKILL:when=" + k;
    }

    private static Process caller(TestWorkspace testWorkspace, List<String> options) throws IOException {
        List<String> tracer = new ArrayList<>(List.of("strace", "-f", "-qq", "-y", "-s", "0", "-o"));
        tracer.add(Strace.log(testWorkspace).toString());
        tracer.addAll(options);
        return new ProcessBuilder(JavaProgram.command(
                        tracer,
                        List.of("-Xmx256m", "-Djava.io.tmpdir=" + testWorkspace.temporary),
                        ApiCallProgram.class,
                        List.of(testWorkspace.root.toString(), "k")))
                .directory(testWorkspace.root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(testWorkspace.root.resolve("worker.log").toFile())
                .start();
    }

    /** Returns the place of the call that makes the bundle visible, from 1. */
    private static int seal(TestWorkspace testWorkspace, List<String> calls) {
        for (int i = 0; i < calls.size(); i++) {
            String call = calls.get(i);
            if (call.contains("rename")
                    && call.contains("/staging/")
                    && call.contains(testWorkspace.outputs + "/2026-")) {
                return i + 1;
            }
        }
        throw new AssertionError("no seal among " + calls);
    }

    /** Returns all calls of the thread that seals: strace counts the calls of each thread by itself. */
    private static List<String> callsOfTheSealingThread(TestWorkspace testWorkspace) throws IOException {
        List<String> all = Files.readAllLines(Strace.log(testWorkspace));
        String thread = all.get(seal(testWorkspace, all) - 1).split(" ")[0];
        return all.stream().filter(line -> line.startsWith(thread + " ")).toList();
    }
}

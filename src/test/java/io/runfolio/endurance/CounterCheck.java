package io.runfolio.endurance;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.runfolio.TestWorkspace;
import io.runfolio.WorkerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.management.Attribute;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** A worker's counters, read from outside, held against what can be counted in the folders. */
final class CounterCheck {
    private static final String[] NAMES = {
        "EventsSeen",
        "EventsBundled",
        "EventsDuplicate",
        "EventsRefused",
        "EventsInFlight",
        "Assets",
        "AssetsReady",
        "AssetsUnsupported",
        "AssetsFailed",
        "AssetsSkipped"
    };
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    /** So that there is something to count even if nothing was left. */
    private static final int MORE = 10;

    private CounterCheck() {}

    /**
     * Drains the rest with one more worker and returns mismatches between its counters and its work. The worker is then
     * stopped.
     *
     * @param others the number of events beside the stream
     */
    static List<String> drain(TestWorkspace testWorkspace, EventStream events, int others, String... settings) {
        events.drop(MORE);
        int before = ended(testWorkspace);
        int bundlesBefore = testWorkspace.bundles().size();
        List<String> arguments = new ArrayList<>(List.of("worker"));
        for (String setting : settings) {
            arguments.addAll(List.of("--set", setting));
        }
        WorkerProcess worker = WorkerProcess.start(testWorkspace, arguments.toArray(String[]::new));
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (worker.isAlive() && ended(testWorkspace) < events.count() + others && System.nanoTime() < end) {
            worker.waitUpTo(Duration.ofMillis(50));
        }
        List<String> wrong = new ArrayList<>();
        Map<String, Long> counters = settled(worker);
        long bundled = counters.get("EventsBundled");
        long closed = bundled + counters.get("EventsDuplicate") + counters.get("EventsRefused");
        if (counters.get("EventsSeen") != closed || closed != ended(testWorkspace) - before) {
            wrong.add("events ended: " + (ended(testWorkspace) - before) + ", counted: " + counters);
        }
        if (bundled != testWorkspace.bundles().size() - bundlesBefore) {
            wrong.add("bundles made: " + (testWorkspace.bundles().size() - bundlesBefore) + ", counted: " + counters);
        }
        long states = counters.get("AssetsReady")
                + counters.get("AssetsUnsupported")
                + counters.get("AssetsFailed")
                + counters.get("AssetsSkipped");
        if (counters.get("Assets") != states) {
            wrong.add("files do not add up: " + counters);
        }
        worker.stop();
        return wrong;
    }

    /** Returns how many events are at their end. */
    static int ended(TestWorkspace testWorkspace) {
        return testWorkspace.events(".done").size()
                + (int) testWorkspace.events(".failed").stream()
                        .filter(name -> !name.endsWith(".error.json"))
                        .count();
    }

    /** Counters are there once the worker has started, and go on right after a file has moved. */
    private static Map<String, Long> settled(WorkerProcess worker) {
        Map<String, Long> counters = Map.of();
        for (int i = 0; i < 600 && (counters.isEmpty() || counters.get("EventsInFlight") > 0); i++) {
            worker.waitUpTo(Duration.ofMillis(100));
            counters = read(worker.pid());
        }
        return counters;
    }

    private static Map<String, Long> read(long pid) {
        try {
            VirtualMachine machine = VirtualMachine.attach(String.valueOf(pid));
            String address = machine.startLocalManagementAgent();
            machine.detach();
            try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address))) {
                MBeanServerConnection server = connector.getMBeanServerConnection();
                Map<String, Long> counters = new TreeMap<>();
                for (Attribute attribute : server.getAttributes(new ObjectName("io.runfolio:type=Ledger"), NAMES)
                        .asList()) {
                    counters.put(attribute.getName(), (Long) attribute.getValue());
                }
                return counters;
            }
        } catch (InstanceNotFoundException e) {
            return Map.of();
        } catch (AttachNotSupportedException | IOException | JMException e) {
            throw new IllegalStateException("the counters of worker " + pid + " cannot be read", e);
        }
    }
}

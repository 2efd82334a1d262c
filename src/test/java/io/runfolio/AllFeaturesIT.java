package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.tools.attach.VirtualMachine;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker with all features: clean log, one catalog follower, the documented JMX attributes. */
class AllFeaturesIT {
    private static final List<String> PROMISED = List.of(
            "ExchangesTotal",
            "ExchangesFailed",
            "ExchangesInflight",
            "MeanProcessingTime",
            "MinProcessingTime",
            "MaxProcessingTime",
            "LastProcessingTime");

    @TempDir
    Path folder;

    @Test
    void start_first_events_and_stop_log_no_warning() throws Exception {
        TestWorkspace testWorkspace = new TestWorkspace(folder);
        int events = 6;
        for (int i = 0; i < events; i++) {
            testWorkspace.writePicture("p" + i + ".png", 120, 80, i);
            testWorkspace.drop(
                    "e" + i + ".json", TestWorkspace.event("k" + i, "succeeded", "p" + i + ".png", "p0.png"));
        }
        WorkerProcess worker = WorkerProcess.start(
                testWorkspace,
                "worker",
                "--http",
                "--set",
                "runfolio.http.port=0",
                "--set",
                "runfolio.http.management-port=" + freePort(),
                "--set",
                "runfolio.catalog.enabled=true");
        await().atMost(Duration.ofSeconds(90))
                .until(() -> testWorkspace.events(".done").size() == events);
        VirtualMachine machine = VirtualMachine.attach(String.valueOf(worker.pid()));
        String address = machine.startLocalManagementAgent();
        machine.detach();
        try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address))) {
            MBeanServerConnection server = connector.getMBeanServerConnection();
            List<String> routes =
                    server.queryNames(new ObjectName("org.apache.camel:context=runfolio,type=routes,*"), null).stream()
                            .map(name -> name.getKeyProperty("name").replace("\"", ""))
                            .toList();
            assertThat(routes).contains("runfolio-follow", "runfolio-run");
            assertThat(routes).as("followed once").doesNotContain("runfolio-catalog", "runfolio-catalog-watch");
            ObjectName run = new ObjectName("org.apache.camel:context=runfolio,type=routes,name=\"runfolio-run\"");
            assertThat(Arrays.stream(server.getMBeanInfo(run).getAttributes()).map(MBeanAttributeInfo::getName))
                    .containsAll(PROMISED);
        } finally {
            worker.stop();
        }
        assertThat(worker.log().lines().filter(line -> line.matches(".* (WARN|ERROR) .*")))
                .isEmpty();
        assertThat(worker.log()).contains("ended: " + events + " events bundled");
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

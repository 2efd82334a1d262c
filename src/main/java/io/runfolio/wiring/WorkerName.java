package io.runfolio.wiring;

import io.runfolio.files.RandomIds;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Names of workers, unique over all hosts and starts. */
final class WorkerName {
    private static final int MAX_HOST_LENGTH = 40;

    private WorkerName() {}

    /** Returns a new name: host, process id and a random part. */
    static String create() {
        return host() + "-" + ProcessHandle.current().pid() + "-" + RandomIds.hex(3);
    }

    private static String host() {
        try {
            String name = InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9-]", "-");
            return name.substring(0, Math.min(name.length(), MAX_HOST_LENGTH));
        } catch (UnknownHostException e) {
            return "host";
        }
    }
}

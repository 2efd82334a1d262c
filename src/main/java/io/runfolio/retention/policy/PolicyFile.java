package io.runfolio.retention.policy;

import io.runfolio.files.FileStamp;
import io.runfolio.files.StorageErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Policy in a file, which is read again when it changes. An invalid file leaves the last valid policy. Thread-safe. */
public final class PolicyFile {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyFile.class);

    private final Path file;
    private FileStamp stamp;
    private State state;

    /** @param file the file; it may be missing */
    public PolicyFile(Path file) {
        this.file = file.toAbsolutePath().normalize();
    }

    /**
     * State of a policy.
     *
     * @param policy the last valid policy; empty if there was none yet
     * @param problems mistakes of the file as it is now
     */
    public record State(Optional<RetentionPolicy> policy, List<PolicyProblem> problems) {
        public State {
            problems = List.copyOf(problems);
        }

        /** Returns the policy of the file as it is now, for what must not go on with an older one. */
        public RetentionPolicy orThrow() {
            if (!problems.isEmpty()) {
                throw new PolicyInvalidException(problems);
            }
            return policy.orElseThrow();
        }
    }

    /** Returns the file. */
    public Path file() {
        return file;
    }

    /** Returns the state; reads the file if it changed. New mistakes are logged once. */
    public synchronized State current() {
        FileStamp now = FileStamp.of(file);
        if (state != null && now.equals(stamp)) {
            return state;
        }
        PolicyReader.Result read = read();
        Optional<RetentionPolicy> before = state == null ? Optional.empty() : state.policy();
        State next = new State(read.policy().or(() -> before), read.problems());
        if (state == null || !next.problems().equals(state.problems())) {
            String kept = before.isPresent() ? " (the policy from before stays in memory)" : "";
            next.problems().forEach(problem -> LOG.warn("invalid retention policy: {}{}", problem.message(), kept));
        }
        stamp = now;
        state = next;
        return next;
    }

    private PolicyReader.Result read() {
        String name = file.getFileName().toString();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(PolicyReader.MAX_BYTES + 1);
            return bytes.length > PolicyReader.MAX_BYTES
                    ? PolicyReader.Result.unusable(
                            name, "it has more than " + PolicyReader.MAX_BYTES + " bytes", "make it smaller")
                    : PolicyReader.read(name, bytes);
        } catch (IOException e) {
            return PolicyReader.Result.unusable(
                    file.toString(),
                    "it cannot be read: " + StorageErrors.reason(e),
                    "create it, or change runfolio.retention.policy");
        }
    }
}

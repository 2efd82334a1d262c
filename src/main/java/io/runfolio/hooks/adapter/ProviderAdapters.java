package io.runfolio.hooks.adapter;

import io.runfolio.files.FileStamp;
import io.runfolio.files.StorageErrors;
import io.runfolio.json.SecretMask;
import io.runfolio.settings.EventSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shipped adapters and those of a folder, which override them by name.
 *
 * <p>A file that changes is read again before the next use. One that cannot be used any more leaves the last good
 * adapter in place, and the log and {@link #problems()} name it. Thread-safe.
 */
public final class ProviderAdapters {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderAdapters.class);

    private final AdapterFolder folder;
    private final EventSettings limits;
    private final SecretMask mask;
    private volatile Loaded loaded = new Loaded(null, Map.of(), Map.of());

    /** Adapters and problems by name, with the stamps of their files; null before the first read. */
    private record Loaded(
            Map<String, FileStamp> stamps, Map<String, ProviderAdapter> adapters, Map<String, String> problems) {}

    /**
     * @param folder files of the operator; it need not exist
     * @param limits limits for payloads
     * @param mask for the copy of a payload in a request
     */
    public ProviderAdapters(Path folder, EventSettings limits, SecretMask mask) {
        this.folder = new AdapterFolder(folder);
        this.limits = limits;
        this.mask = mask;
    }

    /** Returns the adapter of a name. */
    public Optional<ProviderAdapter> find(String name) {
        return Optional.ofNullable(current().adapters().get(name));
    }

    /** Returns all adapters, sorted by name. */
    public List<ProviderAdapter> list() {
        return List.copyOf(current().adapters().values());
    }

    /** Returns one sentence for each file that cannot be used. */
    public List<String> problems() {
        return List.copyOf(current().problems().values());
    }

    private Loaded current() {
        Map<String, FileStamp> stamps;
        try {
            stamps = folder.stamps();
        } catch (IOException | java.io.UncheckedIOException e) {
            LOG.warn("the folder of adapters cannot be read, and nothing is reloaded: {}", e.toString());
            stamps = loaded.stamps() == null ? Map.of() : loaded.stamps();
        }
        return stamps.equals(loaded.stamps()) ? loaded : reload(stamps);
    }

    private synchronized Loaded reload(Map<String, FileStamp> stamps) {
        Loaded before = loaded;
        if (stamps.equals(before.stamps())) {
            return before;
        }
        Map<String, ProviderAdapter> adapters = new TreeMap<>();
        Map<String, String> problems = new TreeMap<>();
        ShippedAdapters.names().forEach(name -> adapters.put(name, shipped(name)));
        stamps.forEach((name, stamp) -> {
            boolean same =
                    before.stamps() != null && stamp.equals(before.stamps().get(name));
            if (same && before.problems().containsKey(name)) {
                problems.put(name, before.problems().get(name));
            } else if (!same) {
                read(name, adapters, problems);
            }
            if (same || problems.containsKey(name)) {
                Optional.ofNullable(before.adapters().get(name)).ifPresent(last -> adapters.put(name, last));
            }
        });
        loaded = new Loaded(stamps, adapters, problems);
        return loaded;
    }

    private void read(String name, Map<String, ProviderAdapter> adapters, Map<String, String> problems) {
        try {
            adapters.put(name, ProviderAdapter.of(name, folder.file(name).toString(), folder.read(name), limits, mask));
            LOG.info("read the adapter {}", folder.file(name));
        } catch (AdapterFileException e) {
            problems.put(name, e.getMessage());
        } catch (IOException e) {
            String what = folder.file(name) + " cannot be read";
            problems.put(name, what + ": " + StorageErrors.reasonAfter(what, e));
        }
        if (problems.containsKey(name)) {
            LOG.error(
                    "an adapter file cannot be used, and its last valid content, if any, stays in use: {}",
                    problems.get(name));
        }
    }

    private ProviderAdapter shipped(String name) {
        byte[] yaml = ShippedAdapters.read(name).orElseThrow();
        return ProviderAdapter.of(name, "shipped", yaml, limits, mask);
    }
}

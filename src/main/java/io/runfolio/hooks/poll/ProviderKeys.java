package io.runfolio.hooks.poll;

import io.runfolio.fetch.KeyFile;
import io.runfolio.fetch.KeyFile.MissingKeyException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Keys of providers in files. They are read for each request, so a key can be replaced while a worker runs. */
public final class ProviderKeys {
    private final Map<String, Path> files;

    public ProviderKeys(Map<String, Path> files) {
        this.files = files;
    }

    /** Returns a sentence for each file that cannot be used. */
    public List<String> problems() {
        return files.keySet().stream()
                .sorted()
                .flatMap(adapter -> {
                    try {
                        key(adapter);
                        return Stream.empty();
                    } catch (MissingKeyException e) {
                        return Stream.of(e.getMessage());
                    }
                })
                .toList();
    }

    /** Returns the key of an adapter: the first line of its file. */
    String key(String adapter) throws MissingKeyException {
        String setting = "runfolio.providers." + adapter + ".key-file";
        Path file = files.get(adapter);
        if (file == null) {
            throw new MissingKeyException(
                    "A request to " + adapter + " needs a key: name its file in " + setting + ".");
        }
        return new KeyFile(setting, file).read();
    }
}

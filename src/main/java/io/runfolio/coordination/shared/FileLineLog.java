package io.runfolio.coordination.shared;

import io.runfolio.files.AppendFile;
import io.runfolio.files.LineScanner;
import io.runfolio.files.PrivateFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.lock.Mutex;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Log in a file of a folder that all processes share. Others than owner and group may not read it. */
public final class FileLineLog implements LineLog {
    private static final Logger LOG = LoggerFactory.getLogger(FileLineLog.class);

    private final Path path;
    private final AppendFile file;

    /**
     * @param path the file; it and its folder may be missing
     * @param lock lock of its writers
     * @param isForced whether every append is flushed to disk
     */
    public FileLineLog(Path path, Mutex lock, boolean isForced, Listener listener) {
        this.path = path;
        this.file = new AppendFile(path, lock, isForced, new Lines(path, listener));
    }

    @Override
    public <T> T query(Supplier<T> question) {
        return file.query(question);
    }

    @Override
    public int append(Supplier<List<String>> lines) {
        int count = file.append(() -> withFolder(lines.get()));
        if (count > 0) {
            PrivateFiles.restrict(path);
        }
        return count;
    }

    private List<String> withFolder(List<String> lines) {
        if (!lines.isEmpty()) {
            PrivateFiles.createFolder(path.getParent());
        }
        return lines;
    }

    @Override
    public void rewrite(UnaryOperator<List<String>> rewriting) {
        file.replace(
                () -> file.query(() -> rewriting.apply(read())).stream()
                        .map(line -> line.getBytes(StandardCharsets.UTF_8))
                        .toList(),
                line -> false);
        PrivateFiles.restrict(path);
    }

    private List<String> read() {
        List<String> lines = new ArrayList<>();
        if (Files.notExists(path)) {
            return lines;
        }
        try (InputStream in = Files.newInputStream(path)) {
            LineScanner.scan(in, 0, (offset, line) -> lines.add(new String(line, StandardCharsets.UTF_8)));
            return lines;
        } catch (IOException e) {
            throw StorageErrors.translate(e, path + " cannot be read");
        }
    }

    private record Lines(Path path, Listener listener) implements AppendFile.Listener {
        @Override
        public void reset() {
            listener.reset();
        }

        @Override
        public boolean line(long offset, byte[] line) {
            return listener.line(line);
        }

        @Override
        public void quarantined(long from, long bytes, Path quarantine) {
            LOG.warn("an unfinished line of {} was moved to {}", path, quarantine);
        }
    }
}

package io.runfolio.coordination.shared;

import io.runfolio.files.lock.Mutex;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.io.TempDir;

class FileLineLogTest extends LineLogContract {
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

    @TempDir
    private Path folder;

    @Override
    protected LineLog open(String name, LineLog.Listener listener) {
        ReentrantLock lock = locks.computeIfAbsent(name, ignored -> new ReentrantLock());
        Mutex mutex = () -> {
            lock.lock();
            return lock::unlock;
        };
        return new FileLineLog(folder.resolve("logs").resolve(name + ".jsonl"), mutex, true, listener);
    }
}

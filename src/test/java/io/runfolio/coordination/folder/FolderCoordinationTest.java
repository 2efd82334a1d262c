package io.runfolio.coordination.folder;

import io.runfolio.coordination.Claim;
import io.runfolio.coordination.Coordination;
import io.runfolio.coordination.CoordinationContract;
import io.runfolio.coordination.EventInbox;
import io.runfolio.coordination.EventQueue;
import io.runfolio.files.StorageErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Coordination through files keeps the contract. */
class FolderCoordinationTest extends CoordinationContract {
    @TempDir
    Path folder;

    @Override
    protected Coordination open() {
        return new FolderCoordination(folder.resolve("outputs/.runfolio"));
    }

    @Override
    protected EventQueue openQueue(String worker) {
        return Inbox.open(folder.resolve("inbox"), worker);
    }

    @Override
    protected EventInbox inbox() {
        folder.resolve("inbox").toFile().mkdirs();
        return new FolderEventInbox(folder.resolve("inbox"));
    }

    @Override
    protected List<String> waiting() {
        try (Stream<Path> files = Files.list(folder.resolve("inbox"))) {
            return files.filter(Files::isRegularFile).map(Path::toString).toList();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The inbox cannot be listed");
        }
    }

    @Override
    protected Claim abandoned(byte[] event) {
        try (Inbox inbox = Inbox.open(folder.resolve("inbox"), "dead")) {
            Claim claim = inbox.accept(event, "a.json");
            inbox.beginAttempt(claim, 3);
            InboxLayout layout = inbox.layout();
            Files.move(layout.work("dead"), layout.work("without-alive-mark"));
            return claim;
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The worker's folder cannot be moved");
        }
    }
}

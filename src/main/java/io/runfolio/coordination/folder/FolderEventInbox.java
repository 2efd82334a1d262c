package io.runfolio.coordination.folder;

import io.runfolio.coordination.EventInbox;
import io.runfolio.coordination.InboxStatus;
import io.runfolio.coordination.RefusedEvent;
import io.runfolio.files.StorageRoot;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Queue folder as producers and operators see it. Nothing is created before an event is submitted. */
public final class FolderEventInbox implements EventInbox {
    private final InboxLayout layout;
    private final FailedEvents failed;

    /** @param inbox the queue folder */
    public FolderEventInbox(Path inbox) {
        layout = new InboxLayout(inbox);
        failed = new FailedEvents(layout);
    }

    @Override
    public StorageRoot root() {
        return layout.root();
    }

    @Override
    public Submitted submit(byte[] event, String name) {
        return submitted(InboxWriter.write(layout.inbox(), event, name));
    }

    @Override
    public InboxStatus status() {
        return InboxCounts.of(layout.inbox());
    }

    @Override
    public int orphanedClaims() {
        return Inbox.countOrphanedClaims(layout.inbox());
    }

    @Override
    public List<RefusedEvent> refusedEvents() {
        return failed.list();
    }

    @Override
    public Optional<RefusedEvent> refusedEvent(String name) {
        return failed.find(name);
    }

    @Override
    public void readOpenEvents(Consumer<byte[]> reader) {
        new OpenEvents(layout).read(reader);
    }

    @Override
    public Set<String> openNames() {
        return new OpenEvents(layout).names();
    }

    @Override
    public Submitted retry(RefusedEvent event) {
        return submitted(failed.retry(event));
    }

    private static Submitted submitted(Path file) {
        return new Submitted(file.getFileName().toString(), file.toString());
    }
}

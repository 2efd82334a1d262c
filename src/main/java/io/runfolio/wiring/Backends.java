package io.runfolio.wiring;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.coordination.EventInbox;
import io.runfolio.coordination.EventLookup;
import io.runfolio.coordination.EventQueue;
import io.runfolio.coordination.folder.EventFinder;
import io.runfolio.coordination.folder.FolderCoordination;
import io.runfolio.coordination.folder.FolderEventInbox;
import io.runfolio.coordination.folder.Inbox;
import io.runfolio.coordination.folder.InboxLayout;
import io.runfolio.hooks.adapter.ProviderAdapters;
import io.runfolio.intake.EventReader;
import io.runfolio.settings.RunfolioSettings;
import java.nio.file.Path;

/** Chooses how workers are coordinated: by files in the outputs folder and in the queue folder. */
public final class Backends {
    /** Folder of the queue in the folder of the runs. */
    static final String RUN_QUEUE = "queue";

    private Backends() {}

    /** Returns the outputs folder of the settings. */
    public static BundleLayout outputs(RunfolioSettings settings) {
        return outputs(settings.folders().outputs());
    }

    /** Returns an outputs folder. */
    public static BundleLayout outputs(Path folder) {
        return new BundleLayout(folder, new FolderCoordination(BundleLayout.control(folder)));
    }

    /** Returns the queue of events of the settings, for producers and operators. */
    public static EventInbox inbox(RunfolioSettings settings) {
        return new FolderEventInbox(settings.folders().inbox());
    }

    /** Returns the queue of the workflow runs. */
    static EventInbox runQueue(RunfolioSettings settings) {
        return new FolderEventInbox(settings.workflow().runs().resolve(RUN_QUEUE));
    }

    /** Opens the queue of the workflow runs for a worker of a name. */
    static EventQueue runQueue(RunfolioSettings settings, String worker) {
        return Inbox.open(settings.workflow().runs().resolve(RUN_QUEUE), worker, Components.mask(settings));
    }

    /**
     * Returns a lookup of events that have no bundle yet.
     *
     * @param reader reads their identities
     */
    public static EventLookup events(RunfolioSettings settings, EventReader reader) {
        return new EventFinder(new InboxLayout(settings.folders().inbox()), reader);
    }

    /** Opens the queue of events for a worker of a name. */
    static EventQueue queue(RunfolioSettings settings, String worker) {
        return Inbox.open(settings.folders().inbox(), worker, Components.mask(settings));
    }

    /** Returns the adapters of providers. */
    public static ProviderAdapters adapters(RunfolioSettings settings) {
        return new ProviderAdapters(settings.hooks().providers(), settings.event(), Components.mask(settings));
    }
}

package io.runfolio.wiring;

import io.runfolio.files.StorageRoot;
import io.runfolio.files.StorageRoots;
import io.runfolio.settings.RunfolioSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Storage roots that the settings name; each can be a mounted volume. */
public final class SettingsRoots {
    private static final Pattern ORDERS_USED = Pattern.compile("taken|cancelled|^.+\\.json");
    private static final Pattern RUNS_USED =
            Pattern.compile("run-[0-9a-f]{16}|queue|requests|reviews|outbox|(runs|templates)\\.jsonl");

    private SettingsRoots() {}

    /** Returns outputs folder and queue folder, and the folders of orders and runs where they are used. */
    public static List<StorageRoot> of(RunfolioSettings settings) {
        StorageRoot outputs = Backends.outputs(settings).root();
        StorageRoot inbox = Backends.inbox(settings).root();
        StorageRoot orders = orders(settings);
        boolean ordered = (settings.http().enabled() || settings.workflow().hasOrders())
                && (Files.isDirectory(orders.folder()) || outputs.remembers(orders));
        List<StorageRoot> roots = new ArrayList<>(List.of(outputs, inbox));
        if (ordered) {
            roots.add(orders);
        }
        if (settings.workflow().isEnabled()) {
            roots.add(runs(settings));
        }
        return List.copyOf(roots);
    }

    /** Returns the folder of orders, which is created with the first order. */
    static StorageRoot orders(RunfolioSettings settings) {
        Path folder = settings.workflow().orders();
        return new StorageRoot("orders", folder, folder.resolve(".runfolio"), ORDERS_USED);
    }

    /** Returns the folder of workflow runs. */
    static StorageRoot runs(RunfolioSettings settings) {
        Path folder = settings.workflow().runs();
        return new StorageRoot("runs", folder, folder.resolve(".runfolio"), RUNS_USED);
    }

    /** Opens all roots. */
    public static StorageRoots open(RunfolioSettings settings) {
        // a server that keeps the events has no folder of its own
        return StorageRoots.open(of(settings).stream().distinct().toList(), List.of());
    }

    /** Opens the outputs folder alone; an existing queue folder is only compared with it. */
    public static StorageRoots openOutputs(RunfolioSettings settings) {
        List<StorageRoot> roots = of(settings);
        return StorageRoots.open(roots.subList(0, 1), roots.subList(1, 2));
    }
}

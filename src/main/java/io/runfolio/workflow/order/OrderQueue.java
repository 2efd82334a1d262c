package io.runfolio.workflow.order;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.runfolio.coordination.EventLocks;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoots;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Queue folder of orders for generators. An order waits as {@code <id>.json}; a generator takes it by renaming it into
 * {@code taken/}; a cancelled order is renamed into {@code cancelled/}. A rename is atomic, so an order is either taken
 * once or cancelled. Safe for use by several threads and processes.
 */
public final class OrderQueue {
    static final String TAKEN = "taken";
    static final String CANCELLED = "cancelled";
    private static final ObjectMapper MAPPER = JsonMappers.builder(JsonLimits.RECORD)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private final Path folder;
    private final EventLocks locks;
    private final Runnable beforeWriting;

    /**
     * @param folder the queue folder; created with the first order
     * @param locks locks for the changes of an order
     * @param beforeWriting throws if the folder is not the one of earlier orders
     */
    public OrderQueue(Path folder, EventLocks locks, Runnable beforeWriting) {
        this.folder = folder;
        this.locks = locks;
        this.beforeWriting = beforeWriting;
    }

    /**
     * Writes an order for generators; it is on disk when this returns.
     *
     * @return this order, or an earlier one with the same id in any state
     * @throws io.runfolio.files.StorageException on an I/O error; the order may have been written
     */
    public Order put(Order order) {
        beforeWriting.run();
        return alone(order.id(), () -> {
            Optional<Order> before = find(order.id());
            try {
                if (before.isEmpty()) {
                    write(order);
                }
                DurableFiles.forceFolder(folder);
                return before.orElse(order);
            } catch (IOException e) {
                throw StorageErrors.translate(e, "An order cannot be written to " + folder);
            }
        });
    }

    /** Returns the order with an id. */
    public Optional<Order> find(String id) {
        if (!OrderIds.isValid(id)) {
            return Optional.empty();
        }
        // in the order in which its file moves, so that it is not missed
        return read(waiting(id), id, OrderState.QUEUED)
                .or(() -> read(moved(TAKEN, id), id, OrderState.RUNNING))
                .or(() -> read(moved(CANCELLED, id), id, OrderState.CANCELLED));
    }

    /**
     * Cancels an order if no generator has taken it.
     *
     * @return the order afterwards: cancelled, unless a generator was quicker; empty if absent
     */
    public Optional<Order> cancel(String id) {
        if (!OrderIds.isValid(id)) {
            return Optional.empty();
        }
        beforeWriting.run();
        return alone(id, () -> {
            try {
                if (Files.exists(waiting(id))) {
                    StorageRoots.createFolders(folder.resolve(CANCELLED));
                    DurableFiles.moveAtomically(waiting(id), moved(CANCELLED, id));
                    DurableFiles.forceFolder(folder.resolve(CANCELLED));
                    DurableFiles.forceFolder(folder);
                }
            } catch (NoSuchFileException e) {
                return find(id); // taken meanwhile
            } catch (IOException e) {
                throw StorageErrors.translate(e, "An order cannot be cancelled in " + folder);
            }
            return find(id);
        });
    }

    private <T> T alone(String id, Supplier<T> work) {
        return locks.with("order\n" + id, work);
    }

    /** Creates the folder for taken orders with the first order, so that generators only need a rename. */
    private void write(Order order) throws IOException {
        if (Files.notExists(folder.resolve(TAKEN))) {
            StorageRoots.createFolders(folder.resolve(TAKEN));
            DurableFiles.forceFolder(folder.toAbsolutePath().getParent());
        }
        Path part = folder.resolve(order.id() + ".json.part");
        Files.deleteIfExists(part); // of a process that was killed while writing
        DurableFiles.writeNew(
                part, (MAPPER.writeValueAsString(order.document()) + "\n").getBytes(StandardCharsets.UTF_8));
        DurableFiles.moveAtomically(part, waiting(order.id()));
    }

    /** Reads an order; one whose file a generator has overwritten in {@code taken/} still counts by its name. */
    static Optional<Order> read(Path file, String id, OrderState state) {
        try {
            return Optional.of(new Order(id, state, json(Files.readAllBytes(file))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "An order cannot be read");
        }
    }

    private static JsonNode json(byte[] bytes) {
        try {
            return MAPPER.readTree(bytes);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path waiting(String id) {
        return folder.resolve(id + ".json");
    }

    private Path moved(String where, String id) {
        return folder.resolve(where).resolve(id + ".json");
    }
}

package io.runfolio.workflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.runfolio.index.EventLocks;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.run.Durable;
import io.runfolio.run.StorageErrors;
import io.runfolio.run.StorageRoots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The queue folder of orders, for generators. An order waits as {@code <id>.json}; a generator takes it by renaming it into {@code taken/}; one that is called off is renamed into {@code cancelled/}. A
 * rename decides, so an order is taken once or called off, never both. Safe for use by several threads and processes.
 */
public final class OrderBook {
    static final String TAKEN = "taken";
    static final String CANCELLED = "cancelled";
    private static final ObjectMapper MAPPER = JsonMappers.builder(JsonLimits.RECORD)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private final Path folder;
    private final EventLocks locks;
    private final Runnable beforeWriting;

    /**
     * @param folder the queue folder, which the first order makes
     * @param locks let one process at a time decide on an order
     * @param beforeWriting throws if the folder is not the one that orders were put into before
     */
    public OrderBook(Path folder, EventLocks locks, Runnable beforeWriting) {
        this.folder = folder;
        this.locks = locks;
        this.beforeWriting = beforeWriting;
    }

    /**
     * Puts an order where generators look. It is on disk when this returns.
     *
     * @return the order that stands: this one, or the one that had its id before, however far that has come
     * @throws io.runfolio.run.StorageException if it cannot be written; it may stand all the same
     */
    public Order put(Order order) {
        beforeWriting.run();
        return alone(order.id(), () -> {
            Optional<Order> before = find(order.id());
            try {
                if (before.isEmpty()) {
                    write(order);
                }
                Durable.forceFolder(folder);
                return before.orElse(order);
            } catch (IOException e) {
                throw StorageErrors.translate(e, "An order cannot be put into " + folder);
            }
        });
    }

    /** Returns an order; empty if there is none of that id. */
    public Optional<Order> find(String id) {
        if (!OrderIds.isOne(id)) {
            return Optional.empty();
        }
        // in the order in which its file moves, so that it is not missed on its way
        return read(waiting(id), id, OrderState.QUEUED)
                .or(() -> read(moved(TAKEN, id), id, OrderState.RUNNING))
                .or(() -> read(moved(CANCELLED, id), id, OrderState.CANCELLED));
    }

    /**
     * Calls an order off if no generator has taken it.
     *
     * @return the order as it stands then: cancelled, unless a generator was quicker; empty if there is none
     */
    public Optional<Order> cancel(String id) {
        if (!OrderIds.isOne(id)) {
            return Optional.empty();
        }
        beforeWriting.run();
        return alone(id, () -> {
            try {
                if (Files.exists(waiting(id))) {
                    StorageRoots.createFolders(folder.resolve(CANCELLED));
                    Durable.moveAtomically(waiting(id), moved(CANCELLED, id));
                    Durable.forceFolder(folder.resolve(CANCELLED));
                    Durable.forceFolder(folder);
                }
            } catch (NoSuchFileException e) {
                return find(id); // taken in this very moment
            } catch (IOException e) {
                throw StorageErrors.translate(e, "An order cannot be called off in " + folder);
            }
            return find(id);
        });
    }

    private <T> T alone(String id, Supplier<T> work) {
        return locks.with("order\n" + id, work);
    }

    /** The folder that generators take orders into is made with the first order, so that a rename is all they need. */
    private void write(Order order) throws IOException {
        if (Files.notExists(folder.resolve(TAKEN))) {
            StorageRoots.createFolders(folder.resolve(TAKEN));
            Durable.forceFolder(folder.toAbsolutePath().getParent());
        }
        Path part = folder.resolve(order.id() + ".json.part");
        Files.deleteIfExists(part); // of a process that was killed while it wrote
        Durable.writeNew(part, (MAPPER.writeValueAsString(order.document()) + "\n").getBytes(StandardCharsets.UTF_8));
        Durable.moveAtomically(part, waiting(order.id()));
    }

    /** A file in {@code taken/} is the generator's, who may have written anything into it: its name alone says that it runs. */
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

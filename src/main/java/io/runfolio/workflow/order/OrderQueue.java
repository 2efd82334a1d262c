package io.runfolio.workflow.order;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.runfolio.coordination.shared.StateDocuments;
import io.runfolio.coordination.shared.StateDocuments.Document;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import java.util.List;
import java.util.Optional;

/**
 * Queue of orders for generators. An order is either taken once or cancelled. In a folder it waits as
 * {@code <id>.json}; a generator takes it by renaming it into {@code taken/}, and a cancelled one is in
 * {@code cancelled/}. Safe for use by several threads and processes.
 */
public final class OrderQueue {
    /** Kind of the documents. */
    public static final String KIND = "orders";

    static final String QUEUED = "queued";
    static final String TAKEN = "taken";
    static final String CANCELLED = "cancelled";

    /** States of the documents, in their order. */
    public static final List<String> STATES = List.of(QUEUED, TAKEN, CANCELLED);

    /** Orders that are looked at for one that nobody else takes. */
    private static final int MAX_CANDIDATES = 1_000;

    private static final ObjectMapper MAPPER = JsonMappers.builder(JsonLimits.RECORD)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private final StateDocuments documents;

    public OrderQueue(StateDocuments documents) {
        this.documents = documents;
    }

    /**
     * Writes an order for generators; it is durable when this returns.
     *
     * @return this order, or an earlier one with the same id in any state
     * @throws io.runfolio.files.StorageException on an I/O error; the order may have been written
     */
    public Order put(Order order) {
        return order(order.id(), documents.add(order.id(), text(order)));
    }

    /** Returns the order with an id. */
    public Optional<Order> find(String id) {
        return OrderIds.isValid(id) ? documents.find(id).map(found -> order(id, found)) : Optional.empty();
    }

    /**
     * Cancels an order if no generator has taken it.
     *
     * @return the order afterwards: cancelled, unless a generator was quicker; empty if absent
     */
    public Optional<Order> cancel(String id) {
        if (OrderIds.isValid(id)) {
            documents.move(id, QUEUED, CANCELLED);
        }
        return find(id);
    }

    /** Takes an order for a generator; empty if it is not waiting. */
    public Optional<Order> take(String id) {
        return OrderIds.isValid(id) && documents.move(id, QUEUED, TAKEN) ? find(id) : Optional.empty();
    }

    /** Takes the oldest order that waits. */
    public Optional<Order> takeNext() {
        return ids(OrderState.QUEUED, MAX_CANDIDATES).stream()
                .map(this::take)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Puts an order back that a generator has taken; returns whether it had. */
    public boolean putBack(String id) {
        return OrderIds.isValid(id) && documents.move(id, TAKEN, QUEUED);
    }

    /** Returns orders in a state, the oldest first. */
    public List<Order> list(OrderState state, int limit) {
        return ids(state, limit).stream()
                .map(this::find)
                .flatMap(Optional::stream)
                .filter(order -> order.state() == state)
                .toList();
    }

    private List<String> ids(OrderState state, int limit) {
        String name =
                STATES.stream().filter(one -> state(one) == state).findFirst().orElseThrow();
        return documents.ids(name, limit).stream().filter(OrderIds::isValid).toList();
    }

    private static OrderState state(String name) {
        return switch (name) {
            case TAKEN -> OrderState.RUNNING;
            case CANCELLED -> OrderState.CANCELLED;
            default -> OrderState.QUEUED;
        };
    }

    /** Returns the content of an order as generators read it. */
    public static String text(Order order) {
        try {
            return MAPPER.writeValueAsString(order.document()) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree can always be written.", e);
        }
    }

    /** Returns an order; one whose file a generator has overwritten still counts by its name. */
    static Order order(String id, Document document) {
        return new Order(id, state(document.state()), json(document.text()));
    }

    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}

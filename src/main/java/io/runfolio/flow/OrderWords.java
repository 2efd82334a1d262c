package io.runfolio.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.run.RunRequest;
import io.runfolio.run.StorageException;
import io.runfolio.workflow.Order;
import io.runfolio.workflow.OrderBook;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the order that a run was made for, as {@code source_metadata.runfolio.order} has it: template, version, intake and references. */
public final class OrderWords {
    private static final Logger LOG = LoggerFactory.getLogger(OrderWords.class);
    private static final ObjectMapper MAPPER =
            JsonMappers.builder(JsonLimits.RECORD).build();
    private static final List<String> FIELDS =
            List.of("id", "created_at", "ordered_by", "template_id", "template_version", "intake", "references");

    private final OrderBook orders;

    public OrderWords(OrderBook orders) {
        this.orders = orders;
    }

    /** Returns what the order says; empty if the run names none, or its file is gone. */
    public Optional<Object> of(RunRequest request) {
        return Optional.ofNullable(request.job())
                .flatMap(job -> Optional.ofNullable(job.jobId()))
                .flatMap(this::find)
                .map(OrderWords::words);
    }

    private Optional<Order> find(String id) {
        try {
            return orders.find(id).filter(Order::isWhole);
        } catch (StorageException e) {
            LOG.warn("the order {} cannot be read, so its run is recorded without it", LogContext.printable(id), e);
            return Optional.empty();
        }
    }

    private static Object words(Order order) {
        ObjectNode words = MAPPER.createObjectNode();
        for (String field : FIELDS) {
            JsonNode value = order.document().path(field);
            if (!value.isMissingNode() && !value.isNull()) {
                words.set(field, value);
            }
        }
        return MAPPER.convertValue(words, Map.class);
    }
}

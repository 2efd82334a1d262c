package io.runfolio.work;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.files.StorageException;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.run.RunRequest;
import io.runfolio.workflow.order.Order;
import io.runfolio.workflow.order.OrderQueue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reader of the order that a run was made for, for {@code source_metadata.runfolio.order}. */
public final class OrderProvenance {
    private static final Logger LOG = LoggerFactory.getLogger(OrderProvenance.class);
    private static final ObjectMapper MAPPER =
            JsonMappers.builder(JsonLimits.RECORD).build();
    private static final List<String> FIELDS =
            List.of("id", "created_at", "ordered_by", "template_id", "template_version", "intake", "references");

    private final OrderQueue orders;

    public OrderProvenance(OrderQueue orders) {
        this.orders = orders;
    }

    /** Returns the fields of the order; empty if the run names none or its file is gone. */
    public Optional<Object> of(RunRequest request) {
        return Optional.ofNullable(request.job())
                .flatMap(job -> Optional.ofNullable(job.jobId()))
                .flatMap(this::find)
                .map(OrderProvenance::provenance);
    }

    private Optional<Order> find(String id) {
        try {
            return orders.find(id).filter(Order::isConsistent);
        } catch (StorageException e) {
            LOG.warn("the order {} cannot be read, so its run is recorded without it", LogContext.printable(id), e);
            return Optional.empty();
        }
    }

    private static Object provenance(Order order) {
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

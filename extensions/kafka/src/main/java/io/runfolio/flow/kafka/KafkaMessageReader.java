package io.runfolio.flow.kafka;

import io.runfolio.flow.broker.MessageSteps.MessageReader;
import io.runfolio.submission.EventMessage;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Reader of records with events, by the Kafka binding of CloudEvents 1.0. */
final class KafkaMessageReader implements MessageReader {
    private static final String PREFIX = "ce_";

    @Override
    public long size(Exchange exchange) {
        return exchange.getIn().getBody() instanceof byte[] body ? body.length : 0;
    }

    @Override
    public EventMessage read(Exchange exchange) {
        Map<String, String> attributes = new LinkedHashMap<>();
        String contentType = "";
        Optional<String> key = Optional.empty();
        Headers headers = exchange.getIn().getHeader(KafkaConstants.HEADERS, Headers.class);
        for (Header header : headers == null ? new Header[0] : headers.toArray()) {
            String name = header.key().toLowerCase(Locale.ROOT);
            if (header.value() == null) {
                continue;
            }
            String value = new String(header.value(), StandardCharsets.UTF_8).strip();
            if (name.startsWith(PREFIX)) {
                attributes.put(name.substring(PREFIX.length()), value);
            } else if (name.equals("content-type")) {
                contentType = value;
            } else if (name.equals("idempotency-key")) {
                key = Optional.of(value);
            }
        }
        byte[] body = exchange.getIn().getBody() instanceof byte[] bytes ? bytes : new byte[0];
        return new EventMessage(body, contentType, PREFIX, attributes, key);
    }

    @Override
    public String place(Exchange exchange) {
        Message message = exchange.getIn();
        return message.getHeader(KafkaConstants.TOPIC, String.class) + "/"
                + message.getHeader(KafkaConstants.PARTITION, Integer.class) + "/"
                + message.getHeader(KafkaConstants.OFFSET, Long.class);
    }
}

package io.runfolio.flow.jms;

import io.runfolio.flow.broker.MessageSteps.MessageReader;
import io.runfolio.submission.EventMessage;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.component.jms.JmsMessage;

/** Reader of text and bytes messages with events. Other messages have no body; no object is deserialized. */
final class JmsMessageReader implements MessageReader {
    private static final List<String> PREFIXES = List.of("cloudEvents:", "cloudEvents_", "ce_");
    private static final Set<String> CONTENT_TYPES = Set.of("contenttype", "jmsamqpcontenttype");

    @Override
    public long size(Exchange exchange) {
        try {
            return message(exchange) instanceof BytesMessage bytes ? bytes.getBodyLength() : 0;
        } catch (JMSException e) {
            throw unreadable(e);
        }
    }

    @Override
    public EventMessage read(Exchange exchange) {
        try {
            Message message = message(exchange);
            Map<String, String> attributes = new LinkedHashMap<>();
            String prefix = PREFIXES.get(1);
            String contentType = "";
            Optional<String> key = Optional.empty();
            Enumeration<?> names = message.getPropertyNames();
            while (names.hasMoreElements()) {
                String name = String.valueOf(names.nextElement());
                String value = String.valueOf(message.getObjectProperty(name));
                String plain = name.toLowerCase(Locale.ROOT).replaceAll("[_-]", "");
                Optional<String> found =
                        PREFIXES.stream().filter(name::startsWith).findFirst();
                if (found.isPresent()) {
                    prefix = found.get();
                    attributes.put(name.substring(prefix.length()).toLowerCase(Locale.ROOT), value);
                } else if (CONTENT_TYPES.contains(plain)) {
                    contentType = value;
                } else if (plain.equals("idempotencykey")) {
                    key = Optional.of(value);
                }
            }
            return new EventMessage(body(message), contentType, prefix, attributes, key);
        } catch (JMSException e) {
            throw unreadable(e);
        }
    }

    private static byte[] body(Message message) throws JMSException {
        if (message instanceof TextMessage text) {
            return text.getText() == null ? new byte[0] : text.getText().getBytes(StandardCharsets.UTF_8);
        }
        if (message instanceof BytesMessage bytes) {
            byte[] body = new byte[(int) bytes.getBodyLength()];
            bytes.reset();
            bytes.readBytes(body);
            return body;
        }
        return new byte[0];
    }

    @Override
    public String place(Exchange exchange) {
        try {
            Message message = message(exchange);
            return message.getJMSDestination() + "/" + message.getJMSMessageID();
        } catch (JMSException e) {
            throw unreadable(e);
        }
    }

    private static Message message(Exchange exchange) {
        return exchange.getIn(JmsMessage.class).getJmsMessage();
    }

    private static UncheckedIOException unreadable(JMSException e) {
        return new UncheckedIOException(new IOException("The message cannot be read: " + e.getMessage(), e));
    }
}

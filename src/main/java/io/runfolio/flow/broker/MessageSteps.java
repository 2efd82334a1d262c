package io.runfolio.flow.broker;

import io.runfolio.intake.RefusedEventException;
import io.runfolio.submission.EventMessage;
import io.runfolio.submission.MessageIntake;
import org.apache.camel.Exchange;

/** Steps of the routes that take messages of a broker in. They run on the thread of the consumer. */
public final class MessageSteps {
    /** Exchange property with the reason why a message can never be bundled. */
    static final String REFUSAL = "runfolioRefusal";

    /** Header of a dead letter with the code of the reason. */
    public static final String CODE = "runfolio_refused_code";

    /** Header of a dead letter with the reason. */
    public static final String REASON = "runfolio_refused_reason";

    /** Header of a dead letter with the place of the message. */
    public static final String PLACE = "runfolio_refused_from";

    private final MessageIntake intake;
    private final MessageReader reader;

    /** Reader of the messages of one broker. */
    public interface MessageReader {
        /** Returns the size of the body in bytes, without reading it; 0 if unknown. */
        long size(Exchange exchange);

        /** Returns the message. */
        EventMessage read(Exchange exchange);

        /** Returns the place of the message in its broker, the same for each delivery. */
        String place(Exchange exchange);
    }

    public MessageSteps(MessageIntake intake, MessageReader reader) {
        this.intake = intake;
        this.reader = reader;
    }

    /** Makes the event durable, or notes why the message is refused. Other exceptions may pass. */
    public void receive(Exchange exchange) {
        try {
            intake.checkSize(reader.size(exchange));
            intake.receive(reader.read(exchange), reader.place(exchange));
        } catch (RefusedEventException e) {
            exchange.setProperty(REFUSAL, e);
        }
    }

    /** Keeps a refused message, and writes the reason into the headers of the dead letter. */
    public void refuse(Exchange exchange) {
        RefusedEventException why = exchange.getProperty(REFUSAL, RefusedEventException.class);
        String place = reader.place(exchange);
        long bytes = reader.size(exchange);
        byte[] body =
                bytes > intake.maxBytes() ? new byte[0] : reader.read(exchange).body();
        intake.refuse(body, Math.max(bytes, body.length), place, why);
        exchange.getIn().setHeader(CODE, why.code());
        exchange.getIn().setHeader(REASON, why.getMessage());
        exchange.getIn().setHeader(PLACE, place);
    }

    /** Returns whether a refused message is too large to be read, so that its broker has to keep it. */
    public boolean isTooLarge(Exchange exchange) {
        return reader.size(exchange) > intake.maxBytes();
    }

    /** Counts a try that failed, so that health and metrics show it. */
    public void failed(Exchange exchange) {
        Exception why = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        intake.failed(reader.place(exchange), why == null ? "unknown" : String.valueOf(why.getMessage()));
    }
}

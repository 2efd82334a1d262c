package io.runfolio.cli.output;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import io.runfolio.settings.LogSettings;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Sets up the log of the command line, on standard error. Standard output belongs to the command's answer. */
public final class LogSetup {
    /** Messages hold words from outside; what could start a line of its own is shown as a blank. */
    private static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%X{run:-}%replace(%X{event:-}){'^(.+)$',' $1'}] %logger{0} - "
                    + "%replace(%replace(%msg){'(://[^\\s?#]{0,2000}+)[?][^\\s]++|"
                    + "[?](?=[A-Za-z0-9_.%~-]{1,100}=)[^\\s]++','$1'}){'[\\p{Cntrl}"
                    + "\\u2028\\u2029\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]',' '}%n"
                    + "%replace(%replace(%ex{12}){'(://[^\\s?#]{0,2000}+)[?][^\\s]++|"
                    + "[?](?=[A-Za-z0-9_.%~-]{1,100}=)[^\\s]++','$1'}){'[\\p{Cntrl}&&[^\\n\\t]]|\\n(?!\\t|"
                    + "Caused by: |\\z)',' '}";

    private LogSetup() {}

    public static void configure(LogSettings settings) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setTarget("System.err");
        console.setEncoder(encoder(context, settings.format()));
        if (settings.level() != LogSettings.Level.DEBUG) {
            console.addFilter(new KnownNoise());
        }
        console.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(console);
        root.setLevel(Level.toLevel(settings.level().name()));
        // at DEBUG it writes each request with its URL, which can have a signature
        context.getLogger("org.apache.hc").setLevel(Level.WARN);
        context.getLogger("software.amazon.awssdk").setLevel(Level.WARN);
        // it writes the answers of steps that do not match, which fail their steps with the reason
        context.getLogger("com.networknt").setLevel(Level.OFF);
        if (settings.level() != LogSettings.Level.DEBUG) {
            context.getLogger("org.apache.camel").setLevel(Level.WARN);
            context.getLogger("org.apache.kafka").setLevel(Level.WARN);
            // it warns of faults in messages of clients, which get an error in the reply
            context.getLogger("io.modelcontextprotocol").setLevel(Level.ERROR);
        }
    }

    /** Leaves out warnings of a class, for a command that reports the same in its answer. */
    public static void leaveOutWarnings(Class<?> source) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.getLogger(source.getName()).setLevel(Level.ERROR);
    }

    /**
     * Leaves out lines that tell operators nothing. These are the trace of a failed start, which the command reports in
     * one line, and gauges that Camel registers from two threads at once.
     */
    private static final class KnownNoise extends Filter<ILoggingEvent> {
        private static final List<String> STARTS =
                List.of("Error starting CamelContext", "This Gauge has been already registered");

        @Override
        public FilterReply decide(ILoggingEvent event) {
            String message = String.valueOf(event.getMessage());
            return STARTS.stream().anyMatch(message::startsWith) ? FilterReply.DENY : FilterReply.NEUTRAL;
        }
    }

    private static EncoderBase<ILoggingEvent> encoder(LoggerContext context, LogSettings.Format format) {
        if (format == LogSettings.Format.JSON) {
            JsonEncoder json = new JsonEncoder();
            json.setContext(context);
            json.setWithMessage(false);
            json.setWithFormattedMessage(true);
            json.start();
            return json;
        }
        PatternLayoutEncoder text = new PatternLayoutEncoder();
        text.setContext(context);
        text.setPattern(PATTERN);
        text.start();
        return text;
    }
}

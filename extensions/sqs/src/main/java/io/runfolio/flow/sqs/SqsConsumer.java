package io.runfolio.flow.sqs;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * Sends the messages of a queue through the route, one at a time on each thread. The route deletes them. While no event
 * can be taken in, no message is requested.
 */
final class SqsConsumer extends DefaultConsumer {
    /** Exchange property with the messages that were received together. */
    static final String BATCH = "runfolioSqsBatch";

    private static final Logger LOG = LoggerFactory.getLogger(SqsConsumer.class);
    private static final Duration MIN_PAUSE = Duration.ofMillis(500);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(15);

    private final SqsPolling polling;
    private volatile CountDownLatch stop = new CountDownLatch(1);
    private ExecutorService threads;
    private ScheduledExecutorService timer;
    private VisibilityExtender extender;

    SqsConsumer(SqsEndpoint endpoint, Processor processor, SqsPolling polling) {
        super(endpoint, processor);
        this.polling = polling;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        shutDownThreads();
        CountDownLatch stopped = new CountDownLatch(1);
        stop = stopped;
        var services = getEndpoint().getCamelContext().getExecutorServiceManager();
        extender = new VisibilityExtender(polling.visibilityTimeout());
        timer = services.newSingleThreadScheduledExecutor(this, "runfolio-sqs-visibility");
        long period = extender.period().toMillis();
        timer.scheduleAtFixedRate(extender, period, period, TimeUnit.MILLISECONDS);
        threads = services.newFixedThreadPool(this, "runfolio-intake-sqs", polling.consumers());
        for (int i = 0; i < polling.consumers(); i++) {
            threads.execute(() -> run(stopped));
        }
    }

    /** Lets each thread finish its message; messages that come with a request in progress are given back. */
    @Override
    protected void doStop() throws Exception {
        stop.countDown();
        super.doStop();
    }

    @Override
    protected void doShutdown() throws Exception {
        shutDownThreads();
        super.doShutdown();
    }

    private void shutDownThreads() {
        var services = getEndpoint().getCamelContext().getExecutorServiceManager();
        if (threads != null) {
            services.shutdown(threads);
            services.shutdownNow(timer);
        }
    }

    private void run(CountDownLatch stopped) {
        Duration pause = MIN_PAUSE;
        while (stopped.getCount() > 0) {
            try {
                if (polling.pauseReason().get().isPresent()) {
                    waitFor(stopped, MIN_PAUSE);
                    continue;
                }
                process(receive(), stopped);
                pause = MIN_PAUSE;
            } catch (RuntimeException e) {
                if (stopped.getCount() == 0) {
                    return;
                }
                polling.state().failed(String.valueOf(e.getMessage()));
                LOG.debug("sqs: messages could not be requested", e);
                waitFor(stopped, pause);
                pause = pause.multipliedBy(2).compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause.multipliedBy(2);
            }
        }
    }

    /** Returns at once unless the connection is known to work, so that health soon says whether it does. */
    private MessageBatch receive() {
        Duration wait = polling.state().isConnected() ? polling.waitTime() : Duration.ZERO;
        MessageBatch batch =
                new MessageBatch(polling.queue(), polling.queue().receive(wait, polling.visibilityTimeout()));
        polling.state().connected();
        return batch;
    }

    private void process(MessageBatch batch, CountDownLatch stopped) {
        extender.add(batch);
        try {
            for (Message message : batch.messages()) {
                // after a failure, those behind a message are given back, as their order may count
                if (stopped.getCount() == 0 || !batch.contains(message) || !process(message, batch, stopped)) {
                    return;
                }
            }
        } finally {
            extender.remove(batch);
            batch.release();
        }
    }

    /** Returns whether the route has deleted the message. */
    private boolean process(Message message, MessageBatch batch, CountDownLatch stopped) {
        Exchange exchange = createExchange(false);
        try {
            exchange.getIn().setBody(message);
            exchange.setProperty(BATCH, batch);
            getProcessor().process(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        }
        Exception failure = exchange.getException();
        releaseExchange(exchange, false);
        if (failure != null && stopped.getCount() == 0) {
            return false;
        }
        // one that failed is visible again after the timeout: at once, it would fail again and again
        batch.remove(message);
        if (failure != null) {
            getExceptionHandler().handleException("A message was not taken in, and comes again", failure);
        }
        return failure == null;
    }

    private static void waitFor(CountDownLatch stopped, Duration time) {
        try {
            stopped.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped.countDown();
        }
    }
}

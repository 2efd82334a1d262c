package io.runfolio.flow.sqs;

import io.runfolio.flow.broker.BrokerExtension;
import io.runfolio.hooks.outbox.AnnouncementSender;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.settings.broker.SqsIntakeSettings;
import io.runfolio.settings.mirror.BucketAddress;
import io.runfolio.store.object.ObjectStore;
import io.runfolio.store.object.ObjectStores;
import io.runfolio.submission.MessageIntake;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Amazon SQS as a broker of events. */
public final class SqsExtension implements BrokerExtension {
    private static final String BROKER = "sqs";

    @Override
    public List<String> brokers() {
        return List.of(BROKER);
    }

    @Override
    public Intake intake(String broker, Services services) {
        SqsIntakeSettings settings = services.settings().intake().sqs().orElseThrow();
        CamelContext context = services.context();
        MessageIntake messages = services.messages();
        SqsClient client = SqsClients.open(settings);
        SqsQueue queue = new SqsQueue(client, settings.access(), settings.queue());
        DeadLetters dead = new DeadLetters(new SqsQueue(client, settings.access(), settings.deadLetters()));
        ObjectEvents objects = objects(settings.buckets(), services);
        SqsSteps steps = new SqsSteps(queue, dead, messages, objects);
        QueueState state = new QueueState();
        context.addComponent(
                "runfolio-sqs",
                new SqsComponent(
                        new SqsPolling(
                                queue,
                                state,
                                messages::pauseReason,
                                settings.waitTime(),
                                settings.visibilityTimeout(),
                                settings.consumers()),
                        List.of(objects, client)));
        context.getRegistry().bind("runfolioSqs", steps);
        context.getRegistry().bind("runfolioSqsFailed", (Processor) steps::failed);
        return new Intake("1-intake-sqs", Map.of("runfolio.sqs.queue", queue.name()), () -> state.get()
                .or(() -> messages.pauseReason().map(reason -> "the intake is paused: " + reason)));
    }

    private static ObjectEvents objects(List<BucketAddress> buckets, Services services) {
        RunfolioSettings settings = services.settings();
        Map<BucketAddress, ObjectStore> stores = new LinkedHashMap<>();
        for (BucketAddress bucket : buckets) {
            stores.computeIfAbsent(
                    bucket, address -> ObjectStores.open("runfolio.intake.sqs.buckets", address, settings.s3()));
        }
        Path folder = services.outputs().intake().resolve("objects");
        return new ObjectEvents(stores, new ObjectSequences(folder, services.locks()), services.messages());
    }

    @Override
    public AnnouncementSender announcements(String broker, RunfolioSettings settings) {
        throw new UnsupportedOperationException("SQS has no announcements");
    }
}

import org.elasticmq.rest.sqs.SQSRestServerBuilder;

/** Starts ElasticMQ on one port of the loopback interface, with queues in memory. */
public class LoopbackElasticMq {
    public static void main(String[] arguments) {
        SQSRestServerBuilder.withPort(Integer.parseInt(arguments[0]))
                .withInterface("127.0.0.1")
                .start()
                .waitUntilStarted();
    }
}

package io.runfolio.workflow.order;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoots;
import io.runfolio.run.ArtifactClass;
import io.runfolio.workflow.content.StepSlots;
import io.runfolio.workflow.run.ArtifactSource;
import io.runfolio.workflow.run.SuppliedArtifact;
import io.runfolio.workflow.step.StepAnswer;
import io.runfolio.workflow.step.StepEndpoint;
import io.runfolio.workflow.step.StepFailedException;
import io.runfolio.workflow.step.StepFile;
import io.runfolio.workflow.step.StepRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Endpoint of steps that become orders for generators. The result is the bundle of the generator's event. Thread-safe.
 */
public final class OrderStepEndpoint implements StepEndpoint {
    private final OrderQueue orders;
    private final ArtifactSource artifacts;
    private final Clock clock;

    public OrderStepEndpoint(OrderQueue orders, ArtifactSource artifacts, Clock clock) {
        this.orders = orders;
        this.artifacts = artifacts;
        this.clock = clock;
    }

    /** Writes the order of a step; a repeated attempt has the same order. */
    @Override
    public StepAnswer execute(StepRequest request) {
        Order order = orders.put(StepOrders.of(request, clock.instant()));
        if (order.state() == OrderState.CANCELLED) {
            throw cancelled(order.id());
        }
        return StepAnswer.later(order.id());
    }

    @Override
    public Optional<StepAnswer> collect(StepRequest request, String ticket) {
        Optional<ArtifactSource.Bundled> bundled = artifacts.bundledJob(ticket);
        if (bundled.isPresent()) {
            return Optional.of(answer(request, ticket, bundled.get().artifacts()));
        }
        artifacts.refused(ticket).ifPresent(reason -> {
            throw new StepFailedException(
                    "order_event_refused",
                    "The event of the generator for " + ticket + " was refused: " + reason,
                    false);
        });
        if (orders.find(ticket)
                .filter(order -> order.state() == OrderState.CANCELLED)
                .isPresent()) {
            throw cancelled(ticket);
        }
        return Optional.empty();
    }

    @Override
    public void cancel(StepRequest request, String ticket) {
        orders.cancel(ticket);
    }

    private static StepFailedException cancelled(String id) {
        return new StepFailedException("order_cancelled", "The order " + id + " was cancelled.", false);
    }

    private static StepAnswer answer(StepRequest request, String ticket, List<SuppliedArtifact> made) {
        if (made.isEmpty()) {
            throw new StepFailedException(
                    "order_failed",
                    "The generator ended the order " + ticket + " without an output: see its run for the reason.",
                    false);
        }
        List<StepFile> files = new ArrayList<>();
        for (SuppliedArtifact artifact : made) {
            file(request, artifact, files.size() + 1).ifPresent(files::add);
        }
        Optional<SuppliedArtifact> document =
                made.stream().filter(OrderStepEndpoint::isDocument).findFirst();
        return StepAnswer.of(
                document.map(found -> StepSlots.of(found).path("text").textValue())
                        .orElse(null),
                document.map(found -> withoutFile(found.content())).orElse(null),
                files,
                List.of(),
                List.of());
    }

    private static boolean isDocument(SuppliedArtifact artifact) {
        return ArtifactClass.RESEARCH.isNamed(artifact.artifactClass())
                || ArtifactClass.KNOWLEDGE.isNamed(artifact.artifactClass());
    }

    private static ObjectNode withoutFile(ObjectNode content) {
        return content.deepCopy().without(List.of("path", "url", "mimeType"));
    }

    /** Copies the file of an artifact into the work folder; empty if it has none. */
    private static Optional<StepFile> file(StepRequest request, SuppliedArtifact artifact, int number) {
        if (!artifact.content().path("path").isTextual()) {
            return Optional.empty();
        }
        Path source = Path.of(artifact.content().get("path").textValue());
        Path copy = request.folder().resolve(number + "-" + source.getFileName());
        String mimeType = artifact.content().path("mimeType").textValue();
        try {
            StorageRoots.createFolders(request.folder());
            Files.deleteIfExists(copy);
            Files.copy(source, copy);
        } catch (NoSuchFileException e) {
            return Optional.empty(); // the binary was removed by retention
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The output of an order cannot be copied into its work folder");
        }
        return Optional.of(new StepFile(copy, StepFile.kindOf(mimeType, copy), mimeType, "output"));
    }
}

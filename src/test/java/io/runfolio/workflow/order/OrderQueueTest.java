package io.runfolio.workflow.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.runfolio.coordination.shared.FolderDocuments;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderQueueTest {
    private static final String ID = OrderIds.fromKey("ada", "key");

    @TempDir
    Path root;

    private Path folder;
    private OrderQueue book;

    @BeforeEach
    void open() {
        folder = root.resolve("orders");
        book = new OrderQueue(new FolderDocuments(
                folder,
                OrderQueue.STATES,
                Backends.outputs(root.resolve("outputs")).coordination().eventLocks(),
                () -> {}));
    }

    private static Order order(String words) {
        return new Order(
                ID, OrderState.QUEUED, JsonNodeFactory.instance.objectNode().put("request_digest", words));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private void take() throws IOException {
        Files.move(
                folder.resolve(ID + ".json"),
                folder.resolve("taken").resolve(ID + ".json"),
                StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void the_folder_of_an_order_is_its_state() throws IOException {
        assertThat(book.find(ID)).isEmpty();
        book.put(order("one"));
        assertThat(files()).containsExactly(ID + ".json");
        assertThat(book.find(ID).orElseThrow().state()).isEqualTo(OrderState.QUEUED);
        take();
        assertThat(book.find(ID).orElseThrow().state()).isEqualTo(OrderState.RUNNING);
        assertThat(book.cancel(ID).orElseThrow().state()).isEqualTo(OrderState.RUNNING);
    }

    @Test
    void a_cancelled_order_is_not_visible_to_generators() throws IOException {
        book.put(order("one"));
        assertThat(book.cancel(ID).orElseThrow().state()).isEqualTo(OrderState.CANCELLED);
        assertThat(book.cancel(ID).orElseThrow().state()).isEqualTo(OrderState.CANCELLED);
        assertThat(files()).containsExactly("cancelled/" + ID + ".json");
        assertThat(book.cancel("order-0000000000000000")).isEmpty();
    }

    @Test
    void an_existing_order_is_never_replaced() throws IOException {
        book.put(order("one"));
        take();
        Order standing = book.put(order("other"));
        assertThat(standing.matchesRequest("one")).isTrue();
        assertThat(standing.state()).isEqualTo(OrderState.RUNNING);
        assertThat(files()).containsExactly("taken/" + ID + ".json");
    }

    @Test
    void a_generator_takes_the_oldest_order_once_and_may_put_it_back() throws IOException {
        book.put(order("one"));
        Files.writeString(folder.resolve("not-an-order.json"), "{}");
        assertThat(book.list(OrderState.QUEUED, 10)).extracting(Order::id).containsExactly(ID);
        assertThat(book.takeNext().orElseThrow().state()).isEqualTo(OrderState.RUNNING);
        assertThat(book.takeNext()).isEmpty();
        assertThat(book.take(ID)).isEmpty();
        assertThat(files()).containsExactly("not-an-order.json", "taken/" + ID + ".json");
        assertThat(book.putBack("../" + ID)).isFalse();
        assertThat(book.putBack(ID)).isTrue();
        assertThat(book.putBack(ID)).isFalse();
        assertThat(book.take(ID).orElseThrow().matchesRequest("one")).isTrue();
    }

    @Test
    void leftovers_of_a_killed_writer_do_not_block_an_order() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(ID + ".json.part"), "{\"half\":");
        assertThat(book.find(ID)).isEmpty();
        book.put(order("one"));
        assertThat(files()).containsExactly(ID + ".json");
    }

    @Test
    void a_taken_order_is_running_for_any_content_of_its_file() throws IOException {
        book.put(order("one"));
        take();
        Files.writeString(folder.resolve("taken").resolve(ID + ".json"), "no JSON");
        assertThat(book.find(ID).orElseThrow().state()).isEqualTo(OrderState.RUNNING);
    }

    @Test
    void an_invalid_order_id_is_not_looked_up() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(root.resolve("secret.json"), "{}");
        assertThat(book.find("../secret")).isEmpty();
        assertThat(book.cancel("../secret")).isEmpty();
        assertThat(root.resolve("secret.json")).exists();
    }

    /** A generator takes while others put: it is handed the order once. */
    @RepeatedTest(5)
    void concurrent_puts_of_an_order_write_it_once() throws Exception {
        Files.createDirectories(folder.resolve("taken"));
        AtomicInteger taken = new AtomicInteger();
        AtomicBoolean allPut = new AtomicBoolean();
        Thread generator = new Thread(() -> {
            boolean last;
            do {
                last = allPut.get();
                try {
                    take();
                    taken.incrementAndGet();
                } catch (NoSuchFileException e) {
                    Thread.onSpinWait();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            } while (!last);
        });
        generator.start();
        IntStream.range(0, 200).parallel().forEach(i -> book.put(order("one")));
        allPut.set(true);
        generator.join();
        assertThat(taken).hasValue(1);
        assertThat(files()).containsExactly("taken/" + ID + ".json");
    }
}

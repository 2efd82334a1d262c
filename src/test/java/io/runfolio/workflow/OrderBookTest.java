package io.runfolio.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.index.EventLocks;
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

class OrderBookTest {
    private static final String ID = OrderIds.ofKey("ada", "key");

    @TempDir
    Path root;

    private Path folder;
    private OrderBook book;

    @BeforeEach
    void open() {
        folder = root.resolve("orders");
        book = new OrderBook(folder, new EventLocks(new BundleLayout(root.resolve("outputs"))), () -> {});
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
    void an_orders_place_says_how_far_it_has_come() throws IOException {
        assertThat(book.find(ID)).isEmpty();
        book.put(order("one"));
        assertThat(files()).containsExactly(ID + ".json");
        assertThat(book.find(ID).orElseThrow().state()).isEqualTo(OrderState.QUEUED);
        take();
        assertThat(book.find(ID).orElseThrow().state()).isEqualTo(OrderState.RUNNING);
        assertThat(book.cancel(ID).orElseThrow().state()).isEqualTo(OrderState.RUNNING);
    }

    @Test
    void an_order_that_is_called_off_is_waited_for_by_no_generator() throws IOException {
        book.put(order("one"));
        assertThat(book.cancel(ID).orElseThrow().state()).isEqualTo(OrderState.CANCELLED);
        assertThat(book.cancel(ID).orElseThrow().state()).isEqualTo(OrderState.CANCELLED);
        assertThat(files()).containsExactly("cancelled/" + ID + ".json");
        assertThat(book.cancel("order-0000000000000000")).isEmpty();
    }

    @Test
    void an_order_stands_whatever_is_put_under_its_id_later() throws IOException {
        book.put(order("one"));
        take();
        Order standing = book.put(order("other"));
        assertThat(standing.isFor("one")).isTrue();
        assertThat(standing.state()).isEqualTo(OrderState.RUNNING);
        assertThat(files()).containsExactly("taken/" + ID + ".json");
    }

    @Test
    void what_a_killed_writer_left_is_in_nobodys_way() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(ID + ".json.part"), "{\"half\":");
        assertThat(book.find(ID)).isEmpty();
        book.put(order("one"));
        assertThat(files()).containsExactly(ID + ".json");
    }

    @Test
    void a_taken_order_runs_whatever_its_generator_wrote_into_it() throws IOException {
        book.put(order("one"));
        take();
        Files.writeString(folder.resolve("taken").resolve(ID + ".json"), "no JSON");
        assertThat(book.find(ID).orElseThrow().state()).isEqualTo(OrderState.RUNNING);
    }

    @Test
    void no_other_name_than_an_orders_own_is_looked_for() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(root.resolve("secret.json"), "{}");
        assertThat(book.find("../secret")).isEmpty();
        assertThat(book.cancel("../secret")).isEmpty();
        assertThat(root.resolve("secret.json")).exists();
    }

    /** A generator takes while others put: it is handed the order once. */
    @RepeatedTest(5)
    void of_many_that_put_the_same_order_one_writes_it() throws Exception {
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

package io.runfolio.cli.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.runfolio.TestWorkspace;
import io.runfolio.cli.CommandResult;
import io.runfolio.files.StorageRoots;
import io.runfolio.wiring.Backends;
import io.runfolio.workflow.order.Order;
import io.runfolio.workflow.order.OrderIds;
import io.runfolio.workflow.order.OrderState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code runfolio order} on a folder of orders. */
class OrderCommandTest {
    private static final String ID = OrderIds.fromKey("ada", "key");

    @TempDir
    private Path folder;

    private TestWorkspace workspace;
    private Path orders;

    @BeforeEach
    void open() {
        workspace = new TestWorkspace(folder);
        orders = folder.resolve("orders");
    }

    private CommandResult run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(workspace.options());
        all.addAll(List.of("--set", "runfolio.orders=" + orders));
        return CommandResult.runfolio(all.toArray(String[]::new));
    }

    private void order() {
        var settings = workspace.settings("runfolio.orders", orders.toString());
        Backends.orders(settings, Backends.outputs(settings), StorageRoots.none())
                .put(new Order(
                        ID,
                        OrderState.QUEUED,
                        JsonNodeFactory.instance.objectNode().put("id", ID).put("template_id", "poster")));
    }

    @Test
    void an_order_is_listed_taken_once_and_put_back() {
        order();
        assertThat(run("order", "list").out()).contains(ID, "poster");
        assertThat(run("order", "list", "--taken").out()).isEqualTo("No order is taken.\n");

        CommandResult taken = run("order", "take");
        assertThat(taken.code()).isZero();
        assertThat(taken.json().get("id").asText()).isEqualTo(ID);
        assertThat(orders.resolve("taken").resolve(ID + ".json")).hasContent(taken.out());
        assertThat(run("order", "list").out()).isEqualTo("No order waits.\n");
        assertThat(run("order", "list", "--taken", "--json").json()).hasSize(1);
        assertThat(run("order", "take").code()).as("none waits").isEqualTo(4);
        CommandResult second = run("order", "take", ID);
        assertThat(second.code()).isEqualTo(1);
        assertThat(second.err()).contains(ID + " does not wait", "runfolio order list");

        assertThat(run("order", "put-back", ID).out()).isEqualTo(ID + " waits again\n");
        assertThat(run("order", "put-back", ID).code()).isEqualTo(1);
        assertThat(run("order", "take", ID).code()).isZero();
    }

    @Test
    void ids_that_are_none_are_refused_and_nothing_is_created() {
        for (String id : List.of("../x", "order-1", "")) {
            assertThat(run("order", "take", id).code()).as(id).isEqualTo(1);
            assertThat(run("order", "put-back", id).code()).as(id).isEqualTo(1);
        }
        assertThat(run("order", "take").code()).isEqualTo(4);
        assertThat(run("order", "list").code()).isZero();
        assertThat(run("order").code()).isEqualTo(2);
        assertThat(orders).doesNotExist();
    }
}

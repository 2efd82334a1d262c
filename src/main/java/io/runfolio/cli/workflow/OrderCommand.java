package io.runfolio.cli.workflow;

import io.runfolio.cli.command.ReportCommand;
import io.runfolio.cli.command.SettingsCommand;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.files.StorageRoots;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import io.runfolio.wiring.SettingsRoots;
import io.runfolio.workflow.order.Order;
import io.runfolio.workflow.order.OrderQueue;
import io.runfolio.workflow.order.OrderState;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code runfolio order}. */
@Command(
        name = "order",
        description = "Lists orders, and takes them for a generator.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {OrderCommand.Listing.class, OrderCommand.Take.class, OrderCommand.PutBack.class})
public final class OrderCommand implements Runnable {
    private static final int MAX_ORDERS = 10_000;

    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new ParameterException(
                command.commandLine(), "Say what to do: `runfolio order list`, `take` or `put-back ORDER`");
    }

    private static OrderQueue orders(RunfolioSettings settings, StorageRoots roots) {
        return Backends.orders(settings, Backends.outputs(settings), roots);
    }

    private static <T> T change(RunfolioSettings settings, Function<OrderQueue, T> change) {
        try (StorageRoots roots = SettingsRoots.open(settings)) {
            return change.apply(orders(settings, roots));
        }
    }

    /** {@code runfolio order list}. */
    @Command(name = "list", description = "Lists orders that wait, the oldest first.", mixinStandardHelpOptions = true)
    static final class Listing extends ReportCommand {
        @Option(names = "--taken", description = "Those that generators have taken instead.")
        private boolean taken;

        @Override
        public Integer call() {
            List<Order> found = orders(options.read(), StorageRoots.none())
                    .list(taken ? OrderState.RUNNING : OrderState.QUEUED, MAX_ORDERS);
            if (json) {
                Terminal.json(out(), found.stream().map(Order::document).toList());
            } else if (found.isEmpty()) {
                out().println(taken ? "No order is taken." : "No order waits.");
            } else {
                Terminal.wrappedTable(
                        out(),
                        List.of("ORDER", "TEMPLATE", "CREATED", "BY"),
                        found.stream()
                                .map(order -> List.of(
                                        order.id(),
                                        text(order, "template_id"),
                                        text(order, "created_at"),
                                        text(order, "ordered_by")))
                                .toList());
            }
            return ExitCode.OK;
        }

        private static String text(Order order, String field) {
            return order.document().path(field).asText();
        }
    }

    /** {@code runfolio order take}. */
    @Command(
            name = "take",
            description = "Takes an order and prints it. Of several generators, one gets it.",
            mixinStandardHelpOptions = true)
    static final class Take extends SettingsCommand {
        @Parameters(
                paramLabel = "ORDER",
                arity = "0..1",
                description = "Id of an order that waits. Without it, the oldest one.")
        private String id;

        @Override
        public Integer call() {
            Optional<String> wanted = Optional.ofNullable(id);
            Optional<Order> taken = change(
                    options.read(), orders -> wanted.isPresent() ? orders.take(wanted.get()) : orders.takeNext());
            if (taken.isEmpty()) {
                err().println("runfolio: "
                        + wanted.map(word -> Terminal.printable(word) + " does not wait; ")
                                .orElse("no order waits; ")
                        + "`runfolio order list` shows those that do");
                return wanted.isPresent() ? ExitCode.FAILURE : ExitCode.NOT_READY;
            }
            out().print(OrderQueue.text(taken.get()));
            out().flush();
            return ExitCode.OK;
        }
    }

    /** {@code runfolio order put-back}. */
    @Command(
            name = "put-back",
            description = "Puts an order back that a generator has taken and will not make.",
            mixinStandardHelpOptions = true)
    static final class PutBack extends SettingsCommand {
        @Parameters(paramLabel = "ORDER", description = "Id of an order that is taken.")
        private String id;

        @Override
        public Integer call() {
            if (change(options.read(), orders -> orders.putBack(id))) {
                out().println(id + " waits again");
                return ExitCode.OK;
            }
            err().println("runfolio: " + Terminal.printable(id)
                    + " is not taken; `runfolio order list --taken` shows those that are");
            return ExitCode.FAILURE;
        }
    }
}

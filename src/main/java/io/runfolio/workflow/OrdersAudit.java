package io.runfolio.workflow;

import io.runfolio.run.Finding;
import io.runfolio.run.StorageErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Looks over the queue folder of orders: every order in one place, and readable by the generator that takes it. Reads only. What a generator has taken is its own: nothing is said of what stands in it. */
public final class OrdersAudit {
    private static final String ORDER = ".json";
    private static final String PART = ".json.part";

    private final List<Finding> findings = new ArrayList<>();
    /** Where each order was seen first. */
    private final Map<String, Path> places = new HashMap<>();

    private OrdersAudit() {}

    /** Returns what is wrong with the orders below a folder; one that is not there has none. */
    public static List<Finding> check(Path folder) {
        OrdersAudit audit = new OrdersAudit();
        // in the order in which a file moves, so that one on its way is seen at least once
        audit.look(folder, true);
        audit.look(folder.resolve(OrderBook.TAKEN), false);
        audit.look(folder.resolve(OrderBook.CANCELLED), true);
        return List.copyOf(audit.findings);
    }

    private void look(Path folder, boolean ours) {
        for (Path file : list(folder)) {
            String name = file.getFileName().toString();
            if (isOrder(name, PART)) {
                found("temporary_left", file, "An order was begun to be written and not finished");
            } else if (isOrder(name, ORDER)) {
                once(name, file);
                if (ours) {
                    OrderBook.read(file, id(name, ORDER), OrderState.QUEUED)
                            .filter(order -> !order.isWhole())
                            .ifPresent(order -> found(
                                    "order_unreadable",
                                    file,
                                    "This is not the order that its name says; call it off and order anew"));
                }
            }
        }
    }

    /** One that moved on while this looked is in one place all the same. */
    private void once(String name, Path file) {
        Path before = places.putIfAbsent(name, file);
        if (before != null && Files.exists(before) && Files.exists(file)) {
            found(
                    "order_twice",
                    file,
                    "The same order stands in " + before + ", too: it was copied instead of renamed");
        }
    }

    private static boolean isOrder(String name, String suffix) {
        return name.endsWith(suffix) && OrderIds.isOne(id(name, suffix));
    }

    private static String id(String name, String suffix) {
        return name.substring(0, name.length() - suffix.length());
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageErrors.translate(e, folder + " cannot be listed");
        }
    }

    private void found(String code, Path path, String message) {
        findings.add(new Finding(code, path.toString(), message));
    }
}

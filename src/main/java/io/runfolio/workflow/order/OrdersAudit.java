package io.runfolio.workflow.order;

import io.runfolio.coordination.shared.StateDocuments.Document;
import io.runfolio.files.StorageErrors;
import io.runfolio.run.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Audits the queue folder of orders: duplicate, incomplete and unreadable orders. Reads only. The content of taken
 * orders belongs to the generators and is not checked.
 */
public final class OrdersAudit {
    private static final String ORDER = ".json";
    private static final String PART = ".json.part";

    private final List<Finding> findings = new ArrayList<>();
    /** First path of each order. */
    private final Map<String, Path> places = new HashMap<>();

    private OrdersAudit() {}

    /** Returns the problems of the orders below a folder; a missing folder has none. */
    public static List<Finding> check(Path folder) {
        OrdersAudit audit = new OrdersAudit();
        // in the order in which a file moves, so that a moving one is seen at least once
        audit.look(folder, true);
        audit.look(folder.resolve(OrderQueue.TAKEN), false);
        audit.look(folder.resolve(OrderQueue.CANCELLED), true);
        return List.copyOf(audit.findings);
    }

    private void look(Path folder, boolean ours) {
        for (Path file : list(folder)) {
            String name = file.getFileName().toString();
            if (isOrder(name, PART)) {
                found("temporary_left", file, "An incomplete order was left behind");
            } else if (isOrder(name, ORDER)) {
                once(name, file);
                if (ours) {
                    read(file, id(name, ORDER))
                            .filter(order -> !order.isConsistent())
                            .ifPresent(order -> found(
                                    "order_unreadable",
                                    file,
                                    "The content does not match the file name: cancel this order and "
                                            + "create a new one"));
                }
            }
        }
    }

    private static Optional<Order> read(Path file, String id) {
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            return Optional.of(OrderQueue.order(id, new Document(OrderQueue.QUEUED, text)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " cannot be read");
        }
    }

    /** Reports duplicates; a file that was moved during the audit is none. */
    private void once(String name, Path file) {
        Path before = places.putIfAbsent(name, file);
        if (before != null && Files.exists(before) && Files.exists(file)) {
            found("order_twice", file, "The same order is also in " + before + ": it was copied instead of renamed");
        }
    }

    private static boolean isOrder(String name, String suffix) {
        return name.endsWith(suffix) && OrderIds.isValid(id(name, suffix));
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

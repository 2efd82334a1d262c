package io.runfolio.workflow.form;

import java.util.List;
import java.util.Optional;

/** Follows paths in the known form of a value. */
public final class PathCheck {
    private PathCheck() {}

    /**
     * Part of a path that leads nowhere.
     *
     * @param reason why, as a clause
     * @param cure what to write instead
     * @param position position of the part in the path; 0 is the first
     */
    public record Missing(String reason, String cure, int position) {}

    /**
     * Returns the first part of a path that leads nowhere; empty if absent.
     *
     * @param parts names, and positions such as {@code [0]}
     * @param owner the value whose form this is, for messages, such as {@code intakeSchema}
     */
    public static Optional<Missing> missing(ValueShape shape, List<String> parts, String owner) {
        ValueShape at = shape;
        String of = owner;
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i);
            boolean isPosition = part.startsWith("[");
            Optional<ValueShape> next = isPosition ? at.element() : at.field(part);
            if (next.isEmpty()) {
                return Optional.of(
                        isPosition ? new Missing(of + " is no list", "remove " + part, i) : field(at, part, of, i));
            }
            at = next.get();
            of = isPosition ? of : part;
        }
        return Optional.empty();
    }

    private static Missing field(ValueShape at, String name, String owner, int position) {
        if (at.isList()) {
            return new Missing(owner + " is a list", "write a position before it: [0]." + name, position);
        }
        String shown = Cures.shortened(name);
        return new Missing(
                owner + " has no " + shown,
                at.names().isEmpty() ? "remove ." + shown : Cures.instead(name, at.names()),
                position);
    }
}

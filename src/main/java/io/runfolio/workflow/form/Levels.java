package io.runfolio.workflow.form;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Finds the longest chains of a graph of workflows and their sub-workflows, and cycles in it. Not thread-safe. */
public final class Levels {
    private final Function<String, List<String>> children;
    private final Map<String, List<String>> longest = new HashMap<>();
    private final Set<String> open = new LinkedHashSet<>();

    /** @param children returns the children of a workflow */
    public Levels(Function<String, List<String>> children) {
        this.children = children;
    }

    /**
     * Returns the longest chain that begins with a workflow. If it leads to a cycle, a chain is returned that ends with
     * a workflow that is already in it.
     */
    public List<String> chain(String workflow) {
        List<String> known = longest.get(workflow);
        if (known != null) {
            return known;
        }
        if (!open.add(workflow)) {
            return List.of(workflow);
        }
        try {
            return walk(workflow);
        } finally {
            open.remove(workflow);
        }
    }

    /** Returns the longest chain that begins with a workflow and one of its children, cut after a cycle. */
    public List<String> chain(String workflow, String child) {
        List<String> chain = new ArrayList<>(List.of(workflow));
        for (String next : chain(child)) {
            boolean isCycle = chain.contains(next);
            chain.add(next);
            if (isCycle) {
                return chain;
            }
        }
        return chain;
    }

    private List<String> walk(String workflow) {
        List<String> best = List.of(workflow);
        for (String child : children.apply(workflow)) {
            List<String> chain = new ArrayList<>(List.of(workflow));
            chain.addAll(chain(child));
            if (isCycle(chain) || open.contains(chain.get(chain.size() - 1))) {
                return chain; // not remembered, as it depends on where the walk began
            }
            best = chain.size() > best.size() ? chain : best;
        }
        longest.put(workflow, best);
        return best;
    }

    /** Returns whether a chain ends with a workflow that is already in it. */
    public static boolean isCycle(List<String> chain) {
        return chain.indexOf(chain.get(chain.size() - 1)) < chain.size() - 1;
    }
}

package io.runfolio.endurance;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Samples of a process over time. */
final class TimeSeries {
    /** The first fifth is warm-up: classes are loaded, code is compiled, the heap finds its size. */
    private static final int WARM_UP = 5;

    private final List<Double> seconds = new ArrayList<>();
    private final List<ProcessTable.Size> sizes = new ArrayList<>();

    void add(double second, ProcessTable.Size size) {
        seconds.add(second);
        sizes.add(size);
    }

    int count() {
        return sizes.size();
    }

    /** Returns the slope of the least-squares line after the warm-up, a minute. */
    double slope(ToDoubleFunction<ProcessTable.Size> what) {
        int from = count() / WARM_UP;
        double time = mean(seconds.subList(from, count()));
        List<Double> values = values(what).subList(from, count());
        double value = mean(values);
        double above = 0;
        double below = 0;
        for (int i = 0; i < values.size(); i++) {
            double t = seconds.get(from + i) - time;
            above += t * (values.get(i) - value);
            below += t * t;
        }
        return below == 0 ? 0 : 60 * above / below;
    }

    /** Returns least, median and most after the warm-up, and the slope. */
    String figures(ToDoubleFunction<ProcessTable.Size> what) {
        List<Double> sorted = new ArrayList<>(values(what).subList(count() / WARM_UP, count()));
        Collections.sort(sorted);
        return String.format(
                "%.0f to %.0f, median %.0f, slope %+.3f a minute",
                sorted.get(0), sorted.get(sorted.size() - 1), sorted.get(sorted.size() / 2), slope(what));
    }

    private List<Double> values(ToDoubleFunction<ProcessTable.Size> what) {
        return sizes.stream().map(what::applyAsDouble).toList();
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }
}

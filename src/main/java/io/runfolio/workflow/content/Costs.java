package io.runfolio.workflow.content;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.workflow.step.StepAnswer;
import io.runfolio.workflow.step.StepCost;
import io.runfolio.workflow.template.Template;
import io.runfolio.workflow.template.WorkflowStep;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Entries of the cost ledger: completed from rates, summed, and as JSON. Amounts are in US dollars. */
public final class Costs {
    /** Currency of all amounts. */
    public static final String CURRENCY = "USD";

    static final String ESTIMATED = "estimated";
    static final String REPORTED = "reported";
    static final String UNRESOLVED = "unresolved";
    private static final String RATES = "rates";
    private static final String ENDPOINT = "endpoint";
    private static final String CHILD = "child";
    private static final Set<String> METERED = Set.of("llm", "image", "tool", "agent");
    private static final int SCALE = 9;
    private static final int MAX_NUMBER_CHARACTERS = 40;
    private static final BigDecimal MAX_AMOUNT = BigDecimal.valueOf(1_000_000_000L);

    private Costs() {}

    /** Returns whether steps of this kind cost money. */
    static boolean isMetered(WorkflowStep step) {
        return METERED.contains(step.kind());
    }

    /** Returns the name of a step's operation, such as {@code image.text_to_image}. */
    static String operation(WorkflowStep step) {
        return step.capability() == null ? step.kind() : step.kind() + "." + step.capability();
    }

    /**
     * Estimates one step.
     *
     * @return the estimate, without an amount if no rate is known; empty for a step that costs nothing
     */
    static Optional<StepCost> estimate(WorkflowStep step, Template template, Rates rates) {
        Optional<String> model = StepRequests.model(step, template);
        Optional<Rates.Rate> rate = rates.find(step, model);
        if (rate.isEmpty() && !isMetered(step)) {
            return Optional.empty();
        }
        BigDecimal quantity = rate.map(found -> quantity(step, found)).orElse(BigDecimal.ONE);
        return Optional.of(new StepCost(
                provider(model),
                operation(step),
                model.orElse(null),
                quantity,
                rate.map(Rates.Rate::unit).orElse(null),
                rate.map(Rates.Rate::unitPrice).orElse(null),
                rate.map(found -> product(quantity, found.unitPrice())).orElse(null),
                null,
                rate.isPresent() ? ESTIMATED : UNRESOLVED,
                RATES));
    }

    private static BigDecimal quantity(WorkflowStep step, Rates.Rate rate) {
        if (rate.quantity() != null) {
            return rate.quantity();
        }
        BigDecimal tokens = step.maxTokens() == null ? null : BigDecimal.valueOf(step.maxTokens());
        return switch (tokens == null ? "" : rate.unit()) {
            case "token" -> tokens;
            case "1k_tokens" -> tokens.movePointLeft(3);
            case "1m_tokens" -> tokens.movePointLeft(6);
            default -> BigDecimal.ONE;
        };
    }

    /** Returns the entries of an executed step: those of the endpoint, completed, else an estimate. */
    public static List<StepCost> of(WorkflowStep step, Template template, StepAnswer answer, Rates rates) {
        Optional<StepCost> estimate = estimate(step, template, rates);
        if (answer.costs().isEmpty()) {
            return estimate.stream().toList();
        }
        return answer.costs().stream()
                .map(cost -> complete(cost, step, StepRequests.model(step, template), estimate))
                .toList();
    }

    private static StepCost complete(
            StepCost cost, WorkflowStep step, Optional<String> ownModel, Optional<StepCost> estimate) {
        Optional<String> model = Optional.ofNullable(cost.model()).or(() -> ownModel);
        BigDecimal quantity = Optional.ofNullable(cost.quantity()).orElse(BigDecimal.ONE);
        boolean isPlanned = estimate.isPresent()
                && estimate.get().unitPrice() != null
                && model.equals(Optional.ofNullable(estimate.get().model()))
                && (cost.unit() == null || cost.unit().equals(estimate.get().unit()));
        BigDecimal price = cost.unitPrice() != null
                ? cost.unitPrice()
                : isPlanned ? estimate.get().unitPrice() : null;
        BigDecimal estimated =
                cost.estimated() != null ? cost.estimated() : price == null ? null : product(quantity, price);
        return new StepCost(
                Optional.ofNullable(cost.provider()).orElse(provider(model)),
                Optional.ofNullable(cost.operation()).orElse(operation(step)),
                model.orElse(null),
                quantity,
                cost.unit() == null && isPlanned ? estimate.get().unit() : cost.unit(),
                price,
                estimated,
                cost.actual(),
                cost.actual() != null ? REPORTED : estimated == null ? UNRESOLVED : ESTIMATED,
                ENDPOINT);
    }

    /** Returns the entries of a child run as entries of its parent. */
    public static List<StepCost> ofChild(List<StepCost> costs) {
        return costs.stream()
                .map(cost -> new StepCost(
                        cost.provider(),
                        cost.operation(),
                        cost.model(),
                        cost.quantity(),
                        cost.unit(),
                        cost.unitPrice(),
                        cost.estimated(),
                        cost.actual(),
                        cost.status(),
                        CHILD))
                .toList();
    }

    /** Returns what was spent: actual amounts, and estimates where none is reported. */
    public static BigDecimal spent(List<StepCost> costs) {
        return sum(costs, cost -> cost.actual() == null ? cost.estimated() : cost.actual());
    }

    /** Returns the sum of the estimates. */
    public static BigDecimal estimated(List<StepCost> costs) {
        return sum(costs, StepCost::estimated);
    }

    private static BigDecimal sum(List<StepCost> costs, Function<StepCost, BigDecimal> amount) {
        return costs.stream().map(amount).filter(Objects::nonNull).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Returns the cost ledger as JSON: the sums and the entries. A sum to which no entry adds is null. */
    public static ObjectNode json(List<StepCost> costs) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("currency", CURRENCY);
        json.put("estimated", total(costs, StepCost::estimated));
        json.put("actual", total(costs, StepCost::actual));
        ArrayNode entries = json.putArray("entries");
        costs.forEach(cost -> entries.add(json(cost)));
        return json;
    }

    private static BigDecimal total(List<StepCost> costs, Function<StepCost, BigDecimal> amount) {
        return costs.stream().map(amount).anyMatch(Objects::nonNull) ? sum(costs, amount) : null;
    }

    /** Returns an entry as JSON; unknown values are null. */
    public static ObjectNode json(StepCost cost) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("provider", cost.provider());
        json.put("operation", cost.operation());
        json.put("model", cost.model());
        json.put("quantity", cost.quantity());
        json.put("unit", cost.unit());
        json.put("unitPrice", cost.unitPrice());
        json.put("estimated", cost.estimated());
        json.put("actual", cost.actual());
        json.put("status", cost.status());
        json.put("source", cost.source());
        return json;
    }

    /** Reads the entries of a list as {@link #json(StepCost)} writes them; values that cannot be used are null. */
    public static List<StepCost> parse(JsonNode entries) {
        List<StepCost> costs = new ArrayList<>();
        entries.forEach(entry -> costs.add(new StepCost(
                entry.path("provider").textValue(),
                entry.path("operation").textValue(),
                entry.path("model").textValue(),
                amount(entry.path("quantity")).orElse(null),
                entry.path("unit").textValue(),
                amount(entry.path("unitPrice")).orElse(null),
                amount(entry.path("estimated")).orElse(null),
                amount(entry.path("actual")).orElse(null),
                entry.path("status").textValue(),
                entry.path("source").textValue())));
        return costs;
    }

    /** Returns an amount of 0 or more with at most 9 decimals; empty if a value is not one. */
    static Optional<BigDecimal> amount(JsonNode value) {
        if (!value.isNumber() || value.asText().length() > MAX_NUMBER_CHARACTERS) {
            return Optional.empty();
        }
        double size = value.doubleValue();
        if (!(size >= 0 && size <= MAX_AMOUNT.doubleValue())) {
            return Optional.empty();
        }
        return Optional.of(rounded(value.decimalValue()));
    }

    private static BigDecimal product(BigDecimal quantity, BigDecimal price) {
        return rounded(quantity.multiply(price));
    }

    private static BigDecimal rounded(BigDecimal amount) {
        BigDecimal rounded = amount.setScale(SCALE, RoundingMode.HALF_UP).stripTrailingZeros();
        return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
    }

    private static String provider(Optional<String> model) {
        return model.filter(name -> name.indexOf('/') > 0)
                .map(name -> name.substring(0, name.indexOf('/')))
                .orElse(null);
    }
}

package io.runfolio.workflow.step;

import java.math.BigDecimal;

/**
 * Entry of a run's cost ledger. Amounts are in US dollars.
 *
 * @param provider provider, such as {@code openai}; null if unknown
 * @param operation operation, such as {@code image.generate}
 * @param model model; null if unknown
 * @param quantity quantity in units
 * @param unit unit, such as {@code image} or {@code 1k_tokens}
 * @param unitPrice price of a unit; null if unknown
 * @param estimated estimated amount; null if unknown
 * @param actual amount that the provider reported; null if not reported
 * @param status {@code estimated}, {@code reported}, or {@code unresolved} if neither amount is known
 * @param source where the amount comes from: {@code rates}, {@code endpoint} or {@code child}
 */
public record StepCost(
        String provider,
        String operation,
        String model,
        BigDecimal quantity,
        String unit,
        BigDecimal unitPrice,
        BigDecimal estimated,
        BigDecimal actual,
        String status,
        String source) {}

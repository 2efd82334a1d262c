package io.runfolio.retention.plan;

import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.runfolio.catalog.RunInventory;
import io.runfolio.files.Checksums;
import io.runfolio.files.DurableFiles;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.json.RecordMapper;
import io.runfolio.retention.policy.Candidate;
import io.runfolio.retention.policy.PolicyRule;
import io.runfolio.retention.policy.RetentionPolicy;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the entries of a plan as they are found. Not thread-safe. */
final class PlanWriter implements Planner.Sink, AutoCloseable {
    private static final int DIGITS = 16;
    /** Faster than the writer of records, which has a form of its own. */
    private static final ObjectWriter JSON = JsonMappers.builder(JsonLimits.RECORD)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build()
            .writer();

    private final Path folder;
    private final RetentionPolicy policy;
    private final Instant now;
    private final PlannedBytes freed;
    private final OutputStream entries;
    private final OutputStream kept;
    private final MessageDigest digest = Checksums.newSha256();
    private final Map<String, RuleTotal> totals = new LinkedHashMap<>();
    private long runs;
    private long artifacts;

    PlanWriter(Path folder, RetentionPolicy policy, Instant now, PlannedBytes freed) throws IOException {
        this.folder = folder;
        this.policy = policy;
        this.now = now;
        this.freed = freed;
        entries = new BufferedOutputStream(Files.newOutputStream(PlanFiles.entries(folder)));
        kept = new BufferedOutputStream(Files.newOutputStream(PlanFiles.kept(folder)));
        policy.rules()
                .forEach(rule -> totals.put(
                        rule.name(), new RuleTotal(rule.name(), rule.action().word(), 0, 0, 0, 0)));
    }

    @Override
    public void seen(RunInventory run) {
        runs++;
        artifacts += run.items().size();
    }

    @Override
    public void accept(RunInventory run, List<CandidateDecision> decisions, RunOutcome outcome) {
        for (RunOutcome.Part part : outcome.removals()) {
            String artifactId = artifactId(run, part);
            long bytes = freed.of(run, part);
            Candidate candidate = decisions.get(Math.max(0, part.item())).candidate();
            write(
                    entries,
                    new PlanEntry(
                            run.runPath(),
                            run.runId(),
                            artifactId,
                            part.scope(),
                            part.rule().name(),
                            RuleWords.why(part.rule(), candidate, now),
                            bytes,
                            EntryState.of(run, artifactId)));
            count(part.rule(), 1, bytes, 0, 0);
        }
        for (RunOutcome.Part part : outcome.kept()) {
            write(
                    kept,
                    new KeptEntry(
                            run.runPath(),
                            run.runId(),
                            artifactId(run, part),
                            part.scope(),
                            part.rule().name(),
                            part.bytes(),
                            part.protections(),
                            words(part)));
            count(part.rule(), 0, 0, 1, part.bytes());
        }
    }

    private static String artifactId(RunInventory run, RunOutcome.Part part) {
        return part.isWhole() || run.items().isEmpty()
                ? null
                : run.items().get(part.item()).id();
    }

    private static String words(RunOutcome.Part part) {
        return part.protections().isEmpty()
                ? "not every artifact of the run falls under a rule for the whole bundle"
                : part.protections().get(0).words();
    }

    private void count(PolicyRule rule, long number, long bytes, long keptNumber, long keptBytes) {
        RuleTotal more = new RuleTotal(rule.name(), rule.action().word(), number, bytes, keptNumber, keptBytes);
        totals.merge(rule.name(), more, RuleTotal::plus);
    }

    private void write(OutputStream out, Object entry) {
        try {
            byte[] line = JSON.writeValueAsBytes(entry);
            digest.update(line);
            out.write(line);
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the head of the plan and flushes all. */
    PlanSummary finish(Duration ttl) throws IOException {
        close();
        digest.update(now.toString().getBytes(StandardCharsets.UTF_8));
        RuleTotal all = totals.values().stream().reduce(new RuleTotal("", "", 0, 0, 0, 0), RuleTotal::plus);
        PlanSummary summary = new PlanSummary(
                "plan-" + Checksums.hex(digest).substring(0, DIGITS),
                now.toString(),
                now.plus(ttl).toString(),
                policy.sha256(),
                runs,
                artifacts,
                all.entries(),
                all.bytes(),
                all.kept(),
                all.keptBytes(),
                List.copyOf(totals.values()));
        DurableFiles.writeNew(PlanFiles.summary(folder), RecordMapper.document(summary));
        DurableFiles.forceTree(folder);
        return summary;
    }

    @Override
    public void close() throws IOException {
        entries.close();
        kept.close();
    }
}

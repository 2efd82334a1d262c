package io.runfolio.retention.policy;

import java.time.Instant;
import java.util.stream.Stream;

/**
 * Conditions of a rule on an artifact; all of them must match.
 *
 * @param environment environment of the run, else of the instance
 * @param workspace workspace of the run
 * @param project project of the run
 * @param runStatus status of the run
 * @param reviewStatus status of the artifact in review
 * @param artifactClass class of the artifact
 * @param kind kind of the original
 * @param tag a tag of the run or the artifact
 * @param model model of the run
 * @param created age of the run
 * @param accessed time since the last access
 * @param decided time since the last decision
 */
public record RuleMatch(
        WordList environment,
        WordList workspace,
        WordList project,
        WordList runStatus,
        WordList reviewStatus,
        WordList artifactClass,
        WordList kind,
        WordList tag,
        WordList model,
        AgeRange created,
        AgeRange accessed,
        AgeRange decided) {

    /** Returns whether there is no condition: every artifact matches. */
    public boolean isEmpty() {
        return Stream.of(environment, workspace, project, runStatus, reviewStatus, artifactClass, kind, tag, model)
                        .noneMatch(WordList::isSet)
                && Stream.of(created, accessed, decided).noneMatch(AgeRange::isSet);
    }

    /** Returns whether an artifact matches. */
    public boolean matches(Candidate candidate, Instant now) {
        return environment.matches(candidate.environment())
                && workspace.matches(candidate.run().workspace())
                && project.matches(candidate.run().project())
                && runStatus.matches(candidate.run().status())
                && reviewStatus.matches(candidate.reviewStatus())
                && artifactClass.matches(candidate.artifactClass())
                && kind.matches(candidate.kind())
                && tag.matchesAny(candidate.tags())
                && model.matches(candidate.run().model())
                && created.matches(candidate.created(), now)
                && decided.matches(candidate.decided(), now)
                && accessed.matches(candidate.accessed(), now);
    }
}

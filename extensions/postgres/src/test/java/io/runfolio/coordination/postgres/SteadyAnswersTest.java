package io.runfolio.coordination.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SteadyAnswersTest {
    private final SteadyAnswers answers = new SteadyAnswers(1_000);

    @Test
    void a_database_without_an_outage_is_steady_from_the_start() {
        assertThat(answers.isSteady(0)).isTrue();
        answers.note(0, 10, false);
        assertThat(answers.isSteady(10)).isTrue();
    }

    @Test
    void an_outage_ends_with_the_first_answer_in_time_and_not_with_the_last_failure() {
        answers.note(0, 100, true);
        assertThat(answers.isSteady(2_000)).isFalse(); // it is not over
        answers.note(450, 900, false);

        assertThat(answers.isSteady(1_200)).isFalse();
        assertThat(answers.isSteady(1_900)).isFalse();
        assertThat(answers.isSteady(1_901)).isTrue();
        answers.note(1_910, 1_920, false);
        assertThat(answers.isSteady(1_920)).isTrue();
    }

    @Test
    void an_answer_after_half_a_lease_is_an_outage() {
        answers.note(0, 501, false);
        answers.note(600, 610, false);

        assertThat(answers.isSteady(1_610)).isFalse();
        assertThat(answers.isSteady(1_611)).isTrue();
    }
}

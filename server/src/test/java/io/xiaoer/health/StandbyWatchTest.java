package io.xiaoer.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What PostgreSQL's settings say of a second machine; FailoverLedgerTest asks a real pair. */
class StandbyWatchTest {
  @ParameterizedTest
  @CsvSource({
    "'', on, false",
    "' ', on, false",
    "two, on, true",
    "'ANY 1 (two, three)', remote_apply, true",
    "*, remote_write, true",
    "two, local, false",
    "two, off, false"
  })
  void aCommitWaitsWhereSomebodyIsNamedAndItIsNotToldOtherwise(
      String names, String commit, boolean waits) {
    assertThat(StandbyWatch.waitsForStandby(names, commit)).isEqualTo(waits);
  }
}

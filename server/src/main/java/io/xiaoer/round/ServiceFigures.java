package io.xiaoer.round;

import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What rounds say of a time, by the rule of the house (本店口径): rounds count by when they began; who
 * got no answer in time is missed, whoever was there; what was closed without an answer needed none
 * and stands apart; answers that nobody wrote end nothing; customers for whom nobody is called are
 * left out. It is our calculation, not the platform's.
 */
public final class ServiceFigures {
  /** In time is who was answered within it. */
  public static final Duration THRESHOLD = Duration.ofMinutes(3);

  /** Who has waited for so long is to be answered next, to be in time. */
  public static final Duration AT_RISK = Duration.ofSeconds(100);

  private ServiceFigures() {}

  /** A time of one shop. */
  public record Period(ShopId shop, Instant from, Instant to) {
    /** What of it is not before {@code moment}. */
    public Period since(Instant moment) {
      return moment.isAfter(from) ? new Period(shop, moment, to) : this;
    }
  }

  /**
   * Sums of some rounds.
   *
   * @param customers of different shops are different ones
   * @param late without an answer for longer than {@link #THRESHOLD}, until now
   * @param noAnswerNeeded closed by a person without an answer
   * @param responseMicros from the first message to the answer, all answered ones together
   */
  public record Figures(
      long customers,
      long rounds,
      long answered,
      long inTime,
      long unanswered,
      long late,
      long noAnswerNeeded,
      long responseMicros) {
    static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0, 0, 0);

    Figures plus(Figures other) {
      return new Figures(
          customers + other.customers,
          rounds + other.rounds,
          answered + other.answered,
          inTime + other.inTime,
          unanswered + other.unanswered,
          late + other.late,
          noAnswerNeeded + other.noAnswerNeeded,
          responseMicros + other.responseMicros);
    }

    /** Of those that are decided the part in time, from 0 to 1; empty without any. */
    public OptionalDouble rate() {
      return Rate.of(inTime, answered + late);
    }

    /** The average of those answered, in seconds. */
    public OptionalDouble responseSeconds() {
      return answered == 0
          ? OptionalDouble.empty()
          : OptionalDouble.of(responseMicros / 1e6 / answered);
    }
  }

  public static Figures of(JdbcClient jdbc, Collection<Period> periods, Instant now) {
    return periods.stream()
        .filter(period -> period.from.isBefore(period.to))
        .map(period -> of(jdbc, period, now))
        .reduce(Figures.NONE, Figures::plus);
  }

  private static Figures of(JdbcClient jdbc, Period period, Instant now) {
    return jdbc.sql(
            """
            SELECT count(DISTINCT r.conversation_id) AS customers, count(*) AS rounds,
                   count(CASE WHEN r.outcome = 'answered' THEN 1 END) AS answered,
                   count(CASE WHEN r.outcome = 'answered' AND r.ended_at - r.opened_at <= :threshold
                              THEN 1 END) AS in_time,
                   count(CASE WHEN r.outcome IS NULL THEN 1 END) AS unanswered,
                   count(CASE WHEN r.outcome IS NULL AND r.opened_at < :now - :threshold
                              THEN 1 END) AS late,
                   count(CASE WHEN r.outcome = 'closed' THEN 1 END) AS no_answer_needed,
                   coalesce(sum(CASE WHEN r.outcome = 'answered' AND r.ended_at > r.opened_at
                                     THEN r.ended_at - r.opened_at END), 0) AS response_micros
            FROM round r JOIN conversation c ON c.id = r.conversation_id
            WHERE r.shop = :shop AND r.opened_at >= :from AND r.opened_at < :to
              AND (c.blocked_until IS NULL OR c.blocked_until <= :now)
            """)
        .param("shop", period.shop.value())
        .param("from", Micros.of(period.from))
        .param("to", Micros.of(period.to))
        .param("threshold", THRESHOLD.toNanos() / 1_000)
        .param("now", Micros.of(now))
        .query(RecordMapper.of(Figures.class))
        .single();
  }

  /**
   * What somebody has done.
   *
   * @param answered rounds that their answer ended
   */
  public record Done(String username, long answered, Instant lastAnswerAt) {}

  /** Of everybody whose answer ended a round that began in one of the periods; by username. */
  public static Map<String, Done> byAgent(JdbcClient jdbc, Collection<Period> periods) {
    return periods.stream()
        .filter(period -> period.from.isBefore(period.to))
        .flatMap(period ->
            jdbc
                .sql(
                    """
                    SELECT ended_by AS username, count(*) AS answered,
                           max(ended_at) AS last_answer_at
                    FROM round
                    WHERE shop = ? AND opened_at >= ? AND opened_at < ? AND outcome = 'answered'
                    GROUP BY ended_by
                    """)
                .params(period.shop.value(), Micros.of(period.from), Micros.of(period.to))
                .query(RecordMapper.of(Done.class))
                .list()
                .stream())
        .collect(Collectors.toMap(Done::username, Function.identity(), ServiceFigures::together));
  }

  private static Done together(Done one, Done other) {
    return new Done(
        one.username,
        one.answered + other.answered,
        one.lastAnswerAt.isAfter(other.lastAnswerAt) ? one.lastAnswerAt : other.lastAnswerAt);
  }
}

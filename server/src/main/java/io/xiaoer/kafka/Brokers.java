package io.xiaoer.kafka;

import io.xiaoer.cloudevent.CloudEvent;
import io.xiaoer.store.SeldomLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends events and waits until the brokers have acknowledged them. Of one customer they have at any
 * moment the first of what they were sent and nothing behind a gap: at the first event that fails
 * the producer is closed, and what it had not sent yet is not sent. Used by one thread.
 */
final class Brokers {
  private static final Logger log = LoggerFactory.getLogger(Brokers.class);

  private static final List<Header> HEADERS =
      List.of(
          new RecordHeader(
              "content-type", "application/cloudevents+json".getBytes(StandardCharsets.UTF_8)));

  /** So soon it is noticed that another node has taken over. */
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** Without a word from the brokers; then it is said that they are waited for. */
  private static final Duration SILENCE_MAX = Duration.ofSeconds(30);

  private final SeldomLog silent = SeldomLog.warnings(log);
  private final String topic;
  private final Map<String, Object> settings;
  private final BooleanSupplier ours;
  private @Nullable KafkaProducer<String, String> producer;

  /** {@code ours}: false when another node does this work. */
  Brokers(String topic, Map<String, Object> settings, BooleanSupplier ours) {
    this.topic = topic;
    this.settings = Map.copyOf(settings);
    this.ours = ours;
  }

  /**
   * False when another node has taken over meanwhile. Throws what the brokers or the producer say;
   * then some of the events may have arrived.
   */
  boolean send(List<CloudEvent> events) throws InterruptedException {
    boolean acknowledged = false;
    try {
      acknowledged = sent(open(), events);
      return acknowledged;
    } catch (ExecutionException e) {
      throw new NotSent(e.getCause() == null ? e : e.getCause());
    } finally {
      if (!acknowledged) {
        close();
      }
    }
  }

  private boolean sent(KafkaProducer<String, String> open, List<CloudEvent> events)
      throws InterruptedException, ExecutionException {
    List<Future<?>> sent = new ArrayList<>();
    for (CloudEvent event : events) {
      Future<?> one;
      try {
        one = open.send(recordOf(event), (_, trouble) -> closeAt(trouble, open));
      } catch (IllegalStateException closed) {
        break; // Because of one before it, which says why.
      }
      sent.add(one);
      if (one.isDone()) {
        one.get(); // Refused before it was sent.
      }
    }
    long begun = System.nanoTime();
    for (Future<?> one : sent) {
      if (!acknowledged(one, begun)) {
        return false;
      }
    }
    return sent.size() == events.size();
  }

  private ProducerRecord<String, String> recordOf(CloudEvent event) {
    return new ProducerRecord<>(topic, null, event.partitionKey(), event.json(), HEADERS);
  }

  /** Nothing that is behind an event that failed may leave. */
  private static void closeAt(@Nullable Exception trouble, KafkaProducer<String, String> open) {
    if (trouble != null) {
      open.close(Duration.ZERO);
    }
  }

  private boolean acknowledged(Future<?> one, long begun)
      throws InterruptedException, ExecutionException {
    while (true) {
      try {
        one.get(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return true;
      } catch (TimeoutException e) {
        if (!ours.getAsBoolean()) {
          return false;
        }
        if (System.nanoTime() - begun > SILENCE_MAX.toNanos()) {
          silent.say(
              "kafka: the brokers have acknowledged nothing for %s; events wait in the log"
                  .formatted(SILENCE_MAX));
        }
      }
    }
  }

  private KafkaProducer<String, String> open() {
    KafkaProducer<String, String> present = producer;
    if (present == null) {
      present = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
      producer = present;
    }
    return present;
  }

  /** What is not sent yet will not be. */
  void close() {
    KafkaProducer<String, String> closing = producer;
    producer = null;
    if (closing != null) {
      closing.close(Duration.ZERO);
    }
  }

  /** Its cause is for people; no event is in it. */
  static final class NotSent extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotSent(Throwable cause) {
      super(cause.getMessage(), cause);
    }
  }
}

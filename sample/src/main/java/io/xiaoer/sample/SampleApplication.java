package io.xiaoer.sample;

import io.xiaoer.sdk.api.OutgoingMessage;
import io.xiaoer.sdk.api.SendOutcome;
import io.xiaoer.sdk.event.Message;
import io.xiaoer.sdk.event.MsgId;
import io.xiaoer.starter.KfClient;
import io.xiaoer.starter.inbox.InboxMessage;
import io.xiaoer.starter.inbox.KfMessageHandler;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Keeps what customers write as tickets, and answers who asks whether somebody is there. */
@SpringBootApplication
public class SampleApplication {
  /** Starts it. */
  public static void main(String[] args) {
    SpringApplication.run(SampleApplication.class, args);
  }

  @Bean
  KfMessageHandler tickets(JdbcClient jdbc, KfClient client) {
    return message -> {
      String words = message.content() instanceof Message.Words text ? text.words() : "";
      keep(jdbc, message, words);
      if (words.contains("在吗")) {
        answer(client, message);
      }
    };
  }

  /** In the transaction that marks the message as handled: there is one ticket for each. */
  private static void keep(JdbcClient jdbc, InboxMessage message, String words) {
    MsgId msgId = message.head().msgId();
    long before =
        jdbc.sql("SELECT COUNT(*) FROM ticket WHERE shop = ? AND open_id = ?")
            .params(message.shop(), message.openId().value())
            .query(Long.class)
            .single();
    jdbc.sql("INSERT INTO ticket (shop, open_id, place, msg_id, words) VALUES (?, ?, ?, ?, ?)")
        .params(
            message.shop(),
            message.openId().value(),
            before + 1,
            msgId == null ? "" : msgId.value(),
            words)
        .update();
  }

  /** When it throws, the message comes again; the customer has one answer all the same. */
  private static void answer(KfClient client, InboxMessage message) {
    SendOutcome outcome = client.reply(message, new OutgoingMessage.Body.Text("在的"));
    if (outcome instanceof SendOutcome.Busy
        || outcome instanceof SendOutcome.NotSent
        || outcome instanceof SendOutcome.Unknown) {
      throw new IllegalStateException("not answered yet: " + outcome);
    }
  }
}

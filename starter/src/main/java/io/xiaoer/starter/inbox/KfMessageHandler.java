package io.xiaoer.starter.inbox;

/**
 * What the application does with a customer's message. Make one bean of this type.
 *
 * <p><b>In a transaction.</b> It is called in a transaction of the application's transaction
 * manager, in which the message is also marked as handled. What it writes to the same database is
 * therefore there exactly once, whatever dies at whatever moment. All else it does, a call of the
 * platform for example, is done at least once: {@link io.xiaoer.starter.KfClient#reply} gives a
 * repetition the request id of the first time, by which the platform knows it.
 *
 * <p><b>In order</b> for each customer, by the msg_id among what waits. Different customers are
 * handled at the same time, in several threads and instances.
 *
 * <p><b>When it throws,</b> the transaction is rolled back and the message comes again, after a
 * growing pause in which only this customer waits. After the last attempt the message is a dead
 * letter, and the next one of the customer is handled.
 */
@FunctionalInterface
public interface KfMessageHandler {
  /**
   * Handles one message. It may block; as long as it runs no other message of this customer is
   * handled anywhere.
   *
   * @throws Exception to be called with this message again
   */
  void handle(InboxMessage message) throws Exception;
}

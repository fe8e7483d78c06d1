package io.xiaoer.e2e.ledger;

import java.net.URI;
import java.util.List;
import java.util.Random;

/** What is under test: one server or several, and what they keep their messages in. */
interface House extends AutoCloseable {

  List<URI> pushUrls();

  Desk desk();

  /** Starts all of it; returns when it is ready. */
  void start();

  /** Where a house that measures it sees who acknowledged what. */
  default void watches(Ledger ledger) {}

  /** Does the harm, and mends it: all is ready again on return. Says what was done. */
  String suffer(Trouble trouble, Random random);

  /** How long it took to mend what was harmed. */
  Times times();

  @Override
  void close();
}

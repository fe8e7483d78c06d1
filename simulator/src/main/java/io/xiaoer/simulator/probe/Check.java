package io.xiaoer.simulator.probe;

/**
 * One question to the push URL.
 *
 * @param id stable, for scripts
 * @param title what is true when the check passes
 */
record Check(String id, String title, Source source, Question question) {

  /** Asks and judges. */
  interface Question {
    Finding ask(Session session) throws InterruptedException;
  }
}

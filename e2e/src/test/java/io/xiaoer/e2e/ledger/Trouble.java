package io.xiaoer.e2e.ledger;

/** What befalls the house in one round. */
enum Trouble {
  KILL("kill -9 at a random moment"),
  KILL_WITHIN_A_CALL("kill -9 within a write or a sync"),
  KILL_WHILE_STARTING("kill -9 while it starts"),
  POWER_CUT("power cut"),
  POWER_CUT_WITHIN_A_CALL("power cut within a write or a sync"),
  POWER_CUT_WHILE_STARTING("power cut while it starts"),
  /** The negative control: no promise can be kept on it. */
  LYING_DISK("power cut on a disk that says synced and does not sync"),
  /** The negative control of automatic replies: whom they have told, and whom not yet. */
  KILL_AND_FORGET("kill -9, and what automatic replies remember is gone"),
  KILL_THE_READER("kill -9 of the node that reads the log"),
  PAUSE("a node paused for longer than its lease"),
  DATABASE_RESTART("restart of PostgreSQL"),
  DATABASE_CRASH("crash of PostgreSQL"),
  PRIMARY_KILLED("kill -9 of the primary, its standby promoted"),
  /** The negative control: what its standby lacks is lost. */
  PRIMARY_AHEAD("kill -9 of a primary whose standby is asynchronous and behind"),
  PRIMARY_FROZEN("a primary that answers no more, its standby promoted");

  final String text;

  Trouble(String text) {
    this.text = text;
  }
}

package io.xiaoer.sdk.push;

/** How a shop's pushes are protected. Configured, never guessed from what arrives. */
public enum Mode {
  /** Encrypted and signed; all that a self-built Store can choose. */
  SECURE,
  /** Encrypted and signed beside clear fields, which nobody vouches for and nothing here reads. */
  COMPATIBLE,
  /**
   * Clear text; the signature proves that the sender knows the token and does not cover the body.
   */
  PLAINTEXT
}

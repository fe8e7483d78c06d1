package io.xiaoer.notice;

import io.xiaoer.outbound.Answer.Trouble;
import java.time.Duration;

/** What came of a message to a channel. */
sealed interface Outcome {
  /** As the table and the API name it. */
  String word();

  /** For people, beside the word; empty when there is no more to say. */
  String detail();

  record Delivered() implements Outcome {
    @Override
    public String word() {
      return "delivered";
    }

    @Override
    public String detail() {
      return "";
    }
  }

  /** The service has answered that it does not take it, and why. */
  record Refused(String reason) implements Outcome {
    @Override
    public String word() {
      return "refused";
    }

    @Override
    public String detail() {
      return reason;
    }
  }

  /** The browser is not there any more, or its owner has taken the permission away. */
  record Gone(String reason) implements Outcome {
    @Override
    public String word() {
      return "refused";
    }

    @Override
    public String detail() {
      return reason;
    }
  }

  /** There were too many; it is left alone for a while. */
  record Throttled(Duration silence, String reason) implements Outcome {
    @Override
    public String word() {
      return "throttled";
    }

    @Override
    public String detail() {
      return reason;
    }
  }

  record Unreachable(Trouble trouble) implements Outcome {
    @Override
    public String word() {
      return "unreachable";
    }

    @Override
    public String detail() {
      return trouble.word();
    }
  }
}

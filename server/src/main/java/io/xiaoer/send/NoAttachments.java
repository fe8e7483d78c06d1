package io.xiaoer.send;

import io.xiaoer.sdk.api.KfApi;
import io.xiaoer.sdk.api.UploadKind;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Where nobody keeps files. */
final class NoAttachments implements Attachments {
  @Override
  public Optional<Objection> objection(JdbcClient jdbc, UploadKind kind, String mediaId) {
    return Optional.of(Objection.ABSENT);
  }

  @Override
  public Prepared prepare(KfApi platform, Recipient recipient, UploadKind kind, String mediaId) {
    return new Prepared.Unfit("no files are kept here");
  }

  @Override
  public void refused(Recipient recipient, UploadKind kind, String mediaId) {}
}

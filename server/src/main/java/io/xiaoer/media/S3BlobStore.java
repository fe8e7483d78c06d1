package io.xiaoer.media;

import io.xiaoer.media.Spool.Spooled;
import io.xiaoer.settings.Settings;
import java.io.FileNotFoundException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Files in a bucket that speaks S3, under the same names as in a folder. */
final class S3BlobStore implements BlobStore {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
  private static final Duration SILENCE_MAX = Duration.ofSeconds(30);
  private static final Duration CALL_MAX = Duration.ofMinutes(5);
  private static final Duration QUESTION_MAX = Duration.ofSeconds(10);
  private static final String OCTETS = "application/octet-stream";

  private final S3Client s3;
  private final String bucket;

  S3BlobStore(Settings.S3 settings) {
    bucket = settings.bucket();
    S3ClientBuilder builder =
        S3Client.builder()
            .region(Region.of(settings.region()))
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(settings.accessKey(), settings.secretKey())))
            .forcePathStyle(settings.pathStyle())
            // Many servers that speak S3 do not know the checksums that newer clients add.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .overrideConfiguration(calls -> calls.apiCallTimeout(CALL_MAX))
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECT_MAX)
                    .socketTimeout(SILENCE_MAX));
    if (settings.endpoint() != null) {
      builder = builder.endpointOverride(settings.endpoint());
    }
    s3 = builder.build();
  }

  @Override
  public String trouble() {
    try {
      var _ =
          s3.headBucket(request ->
              request
                  .bucket(bucket)
                  .overrideConfiguration(call -> call.apiCallTimeout(QUESTION_MAX)));
      return "";
    } catch (S3Exception e) {
      return "bucket %s: HTTP %s".formatted(bucket, e.statusCode());
    } catch (SdkException e) {
      return "bucket %s: %s".formatted(bucket, e.getClass().getSimpleName());
    }
  }

  @Override
  public void keep(Spooled file) throws IOException {
    try {
      if (!has(file.sha256(), file.size())) {
        var _ =
            s3.putObject(
                request -> request.bucket(bucket).key(key(file.sha256())).contentType(OCTETS),
                RequestBody.fromFile(file.path()));
      }
    } catch (SdkException e) {
      throw broken(e);
    }
    file.discard();
  }

  @Override
  public InputStream open(String sha256, long size, long from, long length) throws IOException {
    if (length == 0) {
      return InputStream.nullInputStream();
    }
    try {
      ResponseInputStream<GetObjectResponse> object =
          s3.getObject(request -> {
            request.bucket(bucket).key(key(sha256));
            if (from > 0 || length < size) {
              request.range("bytes=" + from + "-" + (from + length - 1));
            }
          });
      return new FilterInputStream(object) {
        @Override
        public void close() {
          object.abort(); // who stops early need not read the rest first
        }
      };
    } catch (S3Exception e) {
      if (e.statusCode() == 404) {
        throw new FileNotFoundException(sha256);
      }
      throw broken(e);
    } catch (SdkException e) {
      throw broken(e);
    }
  }

  /** A bucket is not swept, so what was put there is there; asking would hold up the writer. */
  @Override
  public boolean isStillThere(String sha256, long size) {
    return true;
  }

  /** Former versions of it go by the bucket's own rules, where it keeps any. */
  @Override
  public void delete(String sha256) throws IOException {
    try {
      var _ =
          s3.deleteObject(request ->
              request
                  .bucket(bucket)
                  .key(key(sha256))
                  .overrideConfiguration(call -> call.apiCallTimeout(QUESTION_MAX)));
    } catch (SdkException e) {
      throw broken(e);
    }
  }

  private boolean has(String sha256, long size) throws IOException {
    try {
      return s3.headObject(request -> request.bucket(bucket).key(key(sha256))).contentLength()
          == size;
    } catch (S3Exception e) {
      if (e.statusCode() == 404) {
        return false;
      }
      throw broken(e);
    } catch (SdkException e) {
      throw broken(e);
    }
  }

  @Override
  public void close() {
    s3.close();
  }

  private static String key(String sha256) {
    return "media/" + sha256.substring(0, 2) + "/" + sha256.substring(2, 4) + "/" + sha256;
  }

  /** The client's own words may hold its settings. */
  private static IOException broken(SdkException e) {
    return new IOException(
        "the bucket does not work: "
            + (e instanceof S3Exception s3
                ? "HTTP " + s3.statusCode()
                : e.getClass().getSimpleName()));
  }
}

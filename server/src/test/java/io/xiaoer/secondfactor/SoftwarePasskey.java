package io.xiaoer.secondfactor;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/**
 * A device that keeps one passkey, and the browser in front of it, written from the standard and
 * not from what reads it. Every field can be made wrong.
 */
final class SoftwarePasskey {
  private static final int USER_PRESENT = 0x01;
  private static final int USER_VERIFIED = 0x04;
  private static final int CREDENTIAL_INCLUDED = 0x40;
  private static final int COORDINATE_BYTES = 32;

  private final KeyPair keys;
  final byte[] id = new byte[20];
  String rpId = "localhost";
  String origin;
  String userHandle = "";
  boolean verifies = true;
  long count;

  SoftwarePasskey(String origin) {
    this.origin = origin;
    new SecureRandom().nextBytes(id);
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      keys = generator.generateKeyPair();
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  String credentialId() {
    return text(id);
  }

  /** What it answers when it is to make a passkey. */
  String made(String challenge) {
    byte[] client = clientData("webauthn.create", challenge);
    ByteArrayOutputStream attestation = new ByteArrayOutputStream();
    attestation.write(0xA3); // a map of three
    write(
        attestation,
        shortText("fmt"),
        shortText("none"),
        shortText("attStmt"),
        new byte[] {(byte) 0xA0});
    write(attestation, shortText("authData"), bytes(authenticatorData(true)));
    return """
    {"id":"%s","rawId":"%s","type":"public-key","response":{"clientDataJSON":"%s",\
    "attestationObject":"%s","transports":["internal"]},"clientExtensionResults":{}}\
    """
        .formatted(text(id), text(id), text(client), text(attestation.toByteArray()));
  }

  /** What it answers when somebody logs in; it counts. */
  String used(String challenge) {
    count++;
    byte[] client = clientData("webauthn.get", challenge);
    byte[] data = authenticatorData(false);
    String handle = userHandle.isEmpty() ? "" : ",\"userHandle\":\"" + userHandle + "\"";
    return """
    {"id":"%s","rawId":"%s","type":"public-key","response":{"clientDataJSON":"%s",\
    "authenticatorData":"%s","signature":"%s"%s},"clientExtensionResults":{}}\
    """
        .formatted(text(id), text(id), text(client), text(data), text(sign(data, client)), handle);
  }

  private byte[] clientData(String type, String challenge) {
    return """
    {"type":"%s","challenge":"%s","origin":"%s","crossOrigin":false}\
    """
        .formatted(type, challenge, origin)
        .getBytes(StandardCharsets.UTF_8);
  }

  private byte[] authenticatorData(boolean withKey) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.writeBytes(sha256(rpId.getBytes(StandardCharsets.UTF_8)));
    data.write(USER_PRESENT | (verifies ? USER_VERIFIED : 0) | (withKey ? CREDENTIAL_INCLUDED : 0));
    data.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt((int) count).array());
    if (withKey) {
      data.writeBytes(new byte[16]); // of no kind that it would tell
      data.writeBytes(ByteBuffer.allocate(Short.BYTES).putShort((short) id.length).array());
      data.writeBytes(id);
      data.writeBytes(coseKey());
    }
    return data.toByteArray();
  }

  /** RFC 9053: a key on P-256 for ES256. */
  private byte[] coseKey() {
    ECPublicKey key = (ECPublicKey) keys.getPublic();
    ByteArrayOutputStream map = new ByteArrayOutputStream();
    map.write(0xA5); // of five: kind 2, algorithm -7, curve 1, x, y
    write(map, new byte[] {0x01, 0x02, 0x03, 0x26, 0x20, 0x01});
    write(map, new byte[] {0x21}, bytes(coordinate(key.getW().getAffineX())));
    write(map, new byte[] {0x22}, bytes(coordinate(key.getW().getAffineY())));
    return map.toByteArray();
  }

  private static byte[] coordinate(BigInteger number) {
    byte[] fixed = new byte[COORDINATE_BYTES];
    byte[] signed = number.toByteArray();
    int length = Math.min(signed.length, COORDINATE_BYTES);
    System.arraycopy(signed, signed.length - length, fixed, COORDINATE_BYTES - length, length);
    return fixed;
  }

  private byte[] sign(byte[] data, byte[] client) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(keys.getPrivate());
      signature.update(data);
      signature.update(sha256(client));
      return signature.sign();
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /** CBOR's short text. */
  private static byte[] shortText(String word) {
    byte[] bytes = word.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(1 + bytes.length)
        .put((byte) (0x60 | bytes.length))
        .put(bytes)
        .array();
  }

  /** CBOR's bytes, up to 255. */
  private static byte[] bytes(byte[] bytes) {
    return ByteBuffer.allocate(2 + bytes.length)
        .put((byte) 0x58)
        .put((byte) bytes.length)
        .put(bytes)
        .array();
  }

  private static void write(ByteArrayOutputStream out, byte[]... parts) {
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}

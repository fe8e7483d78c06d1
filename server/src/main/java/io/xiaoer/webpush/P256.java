package io.xiaoer.webpush;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.Optional;

/** Keys on the curve P-256, in the form of 65 bytes that browsers write: 4, x, y. */
final class P256 {
  static final int PUBLIC_BYTES = 65;
  static final ECParameterSpec CURVE = curve();

  private static final int SIDE_BYTES = 32;
  private static final byte UNCOMPRESSED = 4;

  private P256() {}

  static KeyPair generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(CURVE);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException everyJdkCan) {
      throw new IllegalStateException(everyJdkCan);
    }
  }

  static byte[] bytes(PublicKey key) {
    ECPoint point = ((ECPublicKey) key).getW();
    byte[] bytes = new byte[PUBLIC_BYTES];
    bytes[0] = UNCOMPRESSED;
    put(point.getAffineX(), bytes, 1);
    put(point.getAffineY(), bytes, 1 + SIDE_BYTES);
    return bytes;
  }

  /** Empty for what is no point of the curve: a stranger has written it. */
  static Optional<PublicKey> publicKey(byte[] bytes) {
    if (bytes.length != PUBLIC_BYTES || bytes[0] != UNCOMPRESSED) {
      return Optional.empty();
    }
    BigInteger x = new BigInteger(1, Arrays.copyOfRange(bytes, 1, 1 + SIDE_BYTES));
    BigInteger y = new BigInteger(1, Arrays.copyOfRange(bytes, 1 + SIDE_BYTES, PUBLIC_BYTES));
    BigInteger p = ((ECFieldFp) CURVE.getCurve().getField()).getP();
    BigInteger right =
        x.pow(3).add(CURVE.getCurve().getA().multiply(x)).add(CURVE.getCurve().getB()).mod(p);
    if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0 || !y.pow(2).mod(p).equals(right)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          KeyFactory.getInstance("EC")
              .generatePublic(new ECPublicKeySpec(new ECPoint(x, y), CURVE)));
    } catch (GeneralSecurityException everyJdkCan) {
      throw new IllegalStateException(everyJdkCan);
    }
  }

  private static void put(BigInteger number, byte[] into, int at) {
    byte[] signed = number.toByteArray(); // One byte more where the first bit is set.
    int length = Math.min(signed.length, SIDE_BYTES);
    System.arraycopy(signed, signed.length - length, into, at + SIDE_BYTES - length, length);
  }

  private static ECParameterSpec curve() {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec("secp256r1"));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException everyJdkCan) {
      throw new IllegalStateException(everyJdkCan);
    }
  }
}

package io.crdt.bench;

/** Strings of 16 characters that no compression makes shorter than 12 bytes. */
final class Strings {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private Strings() {}

    static String of(long number) {
        char[] text = new char[16];
        long bits = mix(2 * number);
        for (int i = 0; i < 8; i++) {
            text[i] = ALPHABET.charAt((int) (bits >>> 6 * i & 63));
        }
        bits = mix(2 * number + 1);
        for (int i = 0; i < 8; i++) {
            text[8 + i] = ALPHABET.charAt((int) (bits >>> 6 * i & 63));
        }
        return new String(text);
    }

    static String[] range(long from, int count) {
        String[] strings = new String[count];
        for (int i = 0; i < count; i++) {
            strings[i] = of(from + i);
        }
        return strings;
    }

    private static long mix(long seed) {
        long z = seed * 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}

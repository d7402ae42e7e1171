package io.crdt.codec;

/** A value of a class that is not registered here; its bytes may well be sound. */
public final class UnknownClassException extends DecodeException {

    UnknownClassException(long at, int id) {
        super("a value", at, "no class is registered here with the id " + id);
    }
}

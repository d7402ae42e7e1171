package io.crdt.causal;

/**
 * What a type derives from a {@link DotMap} and wants to have from version to version: how many elements there are, in which
 * order, whose children they are.
 *
 * <p><b>Why.</b> A store says what each key holds. Some questions are about all keys at once, and to answer one from the
 * store alone costs O(n), in every version: each reader and each call of a watcher pays for everything that is there,
 * however little has changed. So each version of a {@link DotMap} has a slot for one index. {@link DotMap#index} builds it
 * in time O(n) when it is first asked for, and from then on each version that is made of that one – by a write, a removal, a
 * merge, an arriving delta – gets it by {@link #touched}, once for each key whose store has changed.
 *
 * <p><b>Why there.</b> Beside the store it works wherever the store goes: in a bare {@link Causal}, in a replica, and below
 * other maps. An outer map is told of a key after the store at that key has its own index, so the index of an {@code ORMap}
 * may ask that of its values. It is no part of the content: it is neither compared nor sent nor kept, and a store that comes
 * out of a decoder starts without. A type that never asks pays for one comparison with null a change.
 *
 * <p><b>What an index has to be.</b> Its value is immutable, and it is a function of the content: whatever came before,
 * equal maps have equal values. Under {@code -ea} each version of a small map is checked for that, by building its index
 * from the store. If a {@code touched} throws, as it may where a peer wrote what the type cannot read, the version has no
 * index, the change is made all the same, and the next reader gets the exception.
 *
 * <p><b>What it does not do.</b> There is one slot a map, so two kinds of index that are asked for in turns are built in
 * turns; a type that needs two has to make them one. A version that was made before anybody asked has none to hand on.
 *
 * <p>Indexes are compared by {@code equals}; make each a constant, or a record of what it depends on.
 *
 * @param <K> the type of the keys
 * @param <D> the type of the stores at the keys
 * @param <X> the type of the value: immutable, compared by {@code equals}
 */
public interface StoreIndex<K, D, X> {

    /** Returns the value for a map without keys. */
    X ofNothing();

    /**
     * Returns the value after what lives at one key has changed.
     *
     * @param value the value until now
     * @param key the key
     * @param before what lived at it, the empty store if nothing did
     * @param after what lives at it, the empty store if nothing does
     */
    X touched(X value, K key, D before, D after);
}

package io.crdt.replica;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import io.crdt.causal.VersionVector;
import io.crdt.clock.HybridLogicalClock;
import io.crdt.clock.Timestamp;
import io.crdt.internal.Hash64;
import io.crdt.payload.PayloadKind;
import io.crdt.payload.ValueEncoder;
import io.crdt.replica.Admission.ObjectDelta;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A replica: a keyed store of convergent values that can always be read and written, and that becomes equal to other
 * replicas by exchanging state deltas with them.
 *
 * <p>It is the only mutable class of this module and the only one that hands out dots: it draws a fresh
 * {@link Incarnation} at its first write and never writes under another one's name, so no dot is ever spent twice.
 *
 * <p>All methods may be called from any thread. Reads take no lock and return immutable values. Updates are made one after
 * the other, and so take deltas effect; but neither waits for the other while its effect is computed, so a slow mutator does
 * not hold up deltas, nor does a large delta hold up an update. A repair waits for the update under way. Watchers are called
 * in the order of the changes, one at a time, outside of any lock, by one of the threads that change the replica. A watcher
 * may update the replica; it must not wait for another thread that does, and should be quick, since changes that it has not
 * been told of yet are kept. What it throws goes to the uncaught exception handler of the thread that called it; what the
 * handler throws is ignored, as by the virtual machine.
 */
public final class Replica {

    private static final int MAX_DRAWS = 100;

    /** How often an effect catches up, outside of the lock, with what happened while it was computed. */
    private static final int MAX_ROUNDS = 5;

    private final ReplicaId id;
    private final RandomGenerator random;
    private final LongSupplier wallClockMillis;
    private final ValueEncoder encoder;

    /** Held by an update from its first look at the state to its commit. It is taken before the other one, never after it. */
    private final Object writes = new Object();

    /** Held for moments, by each change of the fields below. */
    private final Object lock = new Object();

    private final Watchers watchers = new Watchers();
    private final SkewWatch skew = new SkewWatch();
    private final Clashes clashes = new Clashes();

    private volatile ReplicaState state;
    private HybridLogicalClock clock;
    private @Nullable Incarnation incarnation;
    private boolean copied;

    /** What every update writes to another object with it, if anything does. */
    private volatile @Nullable Companion<?> companion;

    /** The incarnation that the update under way writes under, if there is one. */
    private @Nullable Incarnation writing;

    /**
     * The thread of the update under way, if there is one. On its way it calls code of others: the mutator, the encoder, the
     * admission, the companion and the clock.
     */
    private volatile @Nullable Thread mutating;

    /** How often the state has become another one with the same context. */
    private long repairs;

    /**
     * Creates a replica that goes on from a state.
     *
     * @param id its lasting name
     * @param state {@link ReplicaState#empty()}, or what an earlier life has left
     * @param random where its incarnation comes from; has to be unpredictable and different in every process
     * @param wallClockMillis milliseconds since the epoch; it may be wrong or jump, which only affects who wins among
     *     concurrent writes. Times of an earlier life that are too far ahead of it are refused like those of other replicas
     */
    public Replica(ReplicaId id, ReplicaState state, RandomGenerator random, LongSupplier wallClockMillis) {
        this(id, state, random, wallClockMillis, ValueEncoder.NONE);
    }

    /**
     * Creates a replica that goes on from a state and makes the bytes of values of the application where they are written,
     * as those have to that exchange their states: values of classes that nobody encodes all have one hash.
     *
     * @param encoder makes the bytes; mostly a codec
     */
    public Replica(
            ReplicaId id,
            ReplicaState state,
            RandomGenerator random,
            LongSupplier wallClockMillis,
            ValueEncoder encoder) {
        this.encoder = encoder;
        this.id = id;
        this.state = state;
        this.random = random;
        this.wallClockMillis = wallClockMillis;
        clock = HybridLogicalClock.create().observe(state.latestTime(), wallClockMillis.getAsLong());
    }

    /** Returns the lasting name of this replica. */
    public ReplicaId id() {
        return id;
    }

    /** Returns what this replica knows at this moment, as a value that never changes. */
    public ReplicaState state() {
        return state;
    }

    /**
     * Returns the value of an object at this moment; the empty one of its type if nobody has written to it.
     *
     * <p>To ask the value about an element or key that contains itself, or nests many thousand deep, overflows the stack, as
     * it does with the hash sets and maps of the JDK. Unlike by {@link #update}, that is not caught: nothing can have
     * changed.
     */
    public <S extends Crdt<S, ?>> S get(Key<S> key) {
        return state.get(key);
    }

    /**
     * Changes an object: the mutator gets its value and returns the delta to apply, several of them joined. The change is
     * atomic; if the mutator throws, nothing has changed.
     *
     * @return the value after the change
     * @throws IllegalStateException if the mutator drops a delta it has made, returns one that is not its own or was made
     *     from another value than the present one, or writes to one place twice; or if the random generator draws nothing
     *     but incarnations that have been used; nothing has changed
     * @throws IllegalArgumentException if this process uses the name of the key with another type already, or with another
     *     bound, class of elements or shape of it, and what it wrote there is alive or it watches that; or if the delta was
     *     made for another type; or if what it writes contains itself or nests so deep that the stack is too small to hash
     *     or compare it; nothing has changed
     * @throws NullPointerException if the mutator returns null; nothing has changed
     */
    @CanIgnoreReturnValue
    public <S extends Crdt<S, ?>> S update(Key<S> key, BiFunction<? super S, ReplicaContext, Delta<S>> mutator) {
        return update(key, mutator, null);
    }

    /**
     * Changes an object like {@link #update(Key, BiFunction)}, unless somebody objects to the value that the mutator would
     * get, to what it made or to what {@linkplain #accompany accompanies} that.
     *
     * @param admission may refuse the update; null if nobody does
     */
    @CanIgnoreReturnValue
    public <S extends Crdt<S, ?>> S update(
            Key<S> key, BiFunction<? super S, ReplicaContext, Delta<S>> mutator, @Nullable Admission admission) {
        S after;
        try {
            after = updateAtOnce(key, mutator, admission);
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException(
                    "the update of " + key
                            + " needs more stack than there is: its mutator calls itself too often, or a value nests"
                            + " too deep or contains itself and cannot be hashed, compared or sent; nothing was changed",
                    e);
        }
        watchers.deliver();
        return after;
    }

    /**
     * Makes every update of other objects write to this one as well, where that is due, as one change: nobody ever has one
     * without the other. It is for what a replica notes about its own writes, in place of a companion of before.
     *
     * @param mutator gets the state before the update. It is called at each update that changes something, so it has to find
     *     out soon that nothing is due; if it throws, or what it writes cannot be encoded or is not admitted, the update has
     *     changed nothing
     */
    public <S extends Crdt<S, ?>> void accompany(
            Key<S> key, BiFunction<? super ReplicaState, ReplicaContext, Delta<S>> mutator) {
        companion = new Companion<>(key, mutator);
    }

    /** Writes to an object with each update of another one. */
    private record Companion<S extends Crdt<S, ?>>(
            Key<S> key, BiFunction<? super ReplicaState, ReplicaContext, Delta<S>> mutator) {

        Delta<S> delta(ReplicaState before, Mutation me) {
            Delta<S> made = mutator.apply(before, me);
            me.finish(key.id(), made);
            return made;
        }
    }

    /**
     * The mutator is code of others, which may take its time. So it works on the state as it was when it was called, outside
     * of the lock, and what has arrived meanwhile counts as concurrent with it.
     */
    private <S extends Crdt<S, ?>> S updateAtOnce(
            Key<S> key, BiFunction<? super S, ReplicaContext, Delta<S>> mutator, @Nullable Admission admission) {
        requireNotMutating(() -> "the update of " + key + " runs inside of another update of this replica");
        synchronized (writes) {
            mutating = Thread.currentThread();
            try {
                return updateAlone(key, mutator, admission);
            } finally {
                mutating = null;
                if (writing != null) {
                    synchronized (lock) {
                        writing = null;
                    }
                }
            }
        }
    }

    private <S extends Crdt<S, ?>> S updateAlone(
            Key<S> key, BiFunction<? super S, ReplicaContext, Delta<S>> mutator, @Nullable Admission admission) {
        ReplicaState before;
        Mutation me;
        synchronized (lock) {
            clashes.requireFree(key);
            before = state;
            long now = wallClockMillis.getAsLong();
            Incarnation origin = incarnation == null ? freshIncarnation(now) : incarnation;
            me = new Mutation(origin, before.context().get(origin), clock, now);
            writing = origin;
        }
        if (admission != null) {
            admission.beginsAt(before);
        }
        S value = before.get(key);
        Delta<S> made = Objects.requireNonNull(
                call(key, mutator, value, me),
                () -> "the update of " + key + " returned null instead of Delta.none(); nothing was changed");
        me.finish(key.id(), made);
        if (made.isNone()) {
            return value;
        }
        List<ObjectDelta> written = List.of(new ObjectDelta(key.id(), Payloads.encoded(made, encoder)));
        Companion<?> also = companion;
        if (also != null && !also.key().equals(key)) {
            me = me.next();
            Delta<?> noted = also.delta(before, me);
            if (!noted.isNone()) {
                written = List.of(written.get(0), new ObjectDelta(also.key().id(), Payloads.encoded(noted, encoder)));
            }
        }
        if (admission != null) {
            admission.admit(written);
        }
        StateEdit edit = new StateEdit(before);
        for (ObjectDelta each : written) {
            edit.mutate(each.object(), each.delta());
        }
        return commit(key, me, new Effect(edit));
    }

    /** Everything that can fail comes before the first assignment. */
    private <S extends Crdt<S, ?>> S commit(Key<S> key, Mutation me, Effect effect) {
        for (int round = 1; ; round++) {
            if (round <= MAX_ROUNDS) {
                effect.catchUpWith(state);
            }
            synchronized (lock) {
                if (effect.before != state && round <= MAX_ROUNDS) {
                    continue;
                }
                boolean isHeld = clashes.requireFree(key); // somebody may have begun to watch another key of its name
                effect.catchUpWith(state);
                S after = effect.after.get(key);
                incarnation = me.origin();
                writing = null;
                clock = clock.after(me.clock().last());
                state = effect.after;
                if (after.store().isEmpty() && !watchers.isWatched(key.id())) {
                    clashes.release(key.id());
                } else if (!isHeld) {
                    clashes.hold(key);
                }
                watchers.prepare(effect.before, state, effect.touched);
                return after;
            }
        }
    }

    private void requireNotMutating(Supplier<String> refusal) {
        if (mutating == Thread.currentThread()) {
            throw new IllegalStateException(refusal.get());
        }
    }

    /**
     * Applies a state delta, if this replica covers its {@code from}, atomically.
     *
     * <p>A delta with dots of this replica's own incarnation that it has not made comes from a clone of this process: the
     * next write takes a fresh incarnation.
     *
     * @return whether it was applied; if not, nothing has changed, and the sender has to start from an earlier vector
     */
    public boolean apply(StateDelta delta) {
        return apply(delta, Permission.everything());
    }

    /**
     * Applies a state delta like {@link #apply(StateDelta)}, unless it would change an object that may not be changed: by an
     * entry, by a removal, or because it leaves out what the replica has. What the delta says about objects decides nothing;
     * what it would do to them does.
     *
     * @param mayChange whether an object may be changed; asked once about each object that would be, outside of any lock,
     *     and no more after its first no. What it throws is thrown here, and nothing has changed
     * @return whether it was applied; if not, nothing has changed: either there was a no, or the sender has to start from an
     *     earlier vector
     */
    public boolean apply(StateDelta delta, Predicate<? super ObjectId> mayChange) {
        return apply(delta, new Permission(mayChange));
    }

    /**
     * A delta may hold millions of entries, and nobody who writes should wait for them. So its effect is computed on the
     * present state outside of the lock, and what is written meanwhile is caught up with: since states are joined, it does
     * not matter in which order a state takes in two deltas. Each round has less to catch up with than the one before; what
     * is left after some rounds is caught up with under the lock.
     */
    private boolean apply(StateDelta delta, Permission permission) {
        requireNotMutating(() -> "a delta was applied from inside of an update; nothing was changed");
        Effect work = null;
        VersionVector start = VersionVector.EMPTY;
        long repairsBefore = 0;
        for (int round = 1; ; round++) {
            if (work == null) {
                ReplicaState before;
                synchronized (lock) {
                    before = state;
                    repairsBefore = repairs;
                }
                start = before.context();
                if (!before.accepts(delta)) {
                    return false;
                }
                if (delta.to().leq(start)) {
                    return true;
                }
                work = new Effect(before.edit(delta));
                if (!permission.grants(work.touched.keySet())) {
                    return false;
                }
            } else {
                work.catchUpWith(state);
            }
            boolean isOfClone;
            synchronized (lock) {
                isOfClone = isOfClone(delta, start);
                if (!isOfClone && repairsBefore == repairs) {
                    if (work.before != state && round <= MAX_ROUNDS) {
                        continue;
                    }
                    work.catchUpWith(state);
                    commit(delta, work);
                    break;
                }
            }
            if (isOfClone) {
                leaveToClone(delta, start);
            }
            work = null; // what was repaired meanwhile cannot be told by contexts, nor what a clone has written by ours
        }
        watchers.deliver();
        return true;
    }

    /** The effect of an update or a delta on a state, and then on later ones. */
    private static final class Effect {

        final Map<ObjectId, List<Path>> touched;
        ReplicaState before;
        ReplicaState after;

        Effect(StateEdit edit) {
            before = edit.before();
            after = edit.result();
            touched = edit.touched();
        }

        void catchUpWith(ReplicaState newest) {
            if (newest != before) {
                after = after.apply(newest.deltaSince(before.context()));
                before = newest;
            }
        }
    }

    /**
     * Tells whether a delta has more of this replica's incarnation than the replica had: then somebody else writes under it.
     * The caller holds the lock.
     */
    private boolean isOfClone(StateDelta delta, VersionVector start) {
        return isAhead(incarnation, delta, start) || isAhead(writing, delta, start);
    }

    private static boolean isAhead(@Nullable Incarnation own, StateDelta delta, VersionVector start) {
        return own != null && delta.to().get(own) > start.get(own);
    }

    /**
     * From now on this replica does not write under the incarnation of a clone, so that nothing it writes while the delta is
     * applied is taken for something of the delta's. Waits for the update under way, which may be the first of its
     * incarnation.
     */
    private void leaveToClone(StateDelta delta, VersionVector start) {
        synchronized (writes) {
            synchronized (lock) {
                if (isAhead(incarnation, delta, start)) {
                    abandonOwn();
                }
            }
        }
    }

    private void commit(StateDelta delta, Effect work) {
        clock = observed(delta.objects());
        state = work.after;
        forgetUnused(work.touched.keySet());
        watchers.prepare(work.before, state, work.touched);
    }

    /**
     * Takes in a section of another replica that has the same context and another state: either is damaged. Whatever one of
     * them has is there afterwards, and of two payloads of one dot the one with the greater hash; so replicas that repair
     * each other in any order become equal. Costs O(section · log n).
     *
     * <p>If it turns out that two processes have written under this replica's incarnation, the next write takes a fresh one.
     *
     * @param contextDigest the digest of the context that the section comes from
     * @param chains the {@link ReplicaState#chain} of some origins there; of two that differ the greater one stays
     * @return what came of it, or null if the contexts differ; then nothing has changed
     * @throws IllegalArgumentException if the section has a dot outside of its ranges, or there is a chain of an origin that
     *     the context has nothing of; nothing has changed
     */
    public @Nullable RepairOutcome repair(long contextDigest, Section section, Map<Incarnation, Long> chains) {
        return repair(contextDigest, section, chains, Permission.everything());
    }

    /**
     * Takes in a section like {@link #repair(long, Section, Map)}, unless that would change an object that may not be
     * changed: the one in which the section has a dot, or another one in which that dot lives here.
     *
     * @param mayChange whether an object may be changed; asked like that of {@link #apply(StateDelta, Predicate)}
     * @return what came of it, or null if there was a no or the contexts differ; then nothing has changed
     */
    public @Nullable RepairOutcome repair(
            long contextDigest, Section section, Map<Incarnation, Long> chains, Predicate<? super ObjectId> mayChange) {
        return repair(contextDigest, section, chains, new Permission(mayChange));
    }

    private @Nullable RepairOutcome repair(
            long contextDigest, Section section, Map<Incarnation, Long> chains, Permission permission) {
        requireNotMutating(() -> "a replica was repaired from inside of an update; nothing was changed");
        SectionRepair repair = null;
        while (repair == null || permission.grants(repair.edit().touched().keySet())) {
            RepairOutcome outcome;
            synchronized (writes) { // an update under way cannot catch up with what is repaired
                synchronized (lock) {
                    ReplicaState before = state;
                    if (before.context().digest() != contextDigest) {
                        return null;
                    }
                    if (repair == null || repair.edit().before() != before) {
                        repair = new SectionRepair(before, section, chains);
                        repair.run();
                    }
                    if (!permission.hasGranted(repair.edit().touched().keySet())) {
                        continue;
                    }
                    outcome = repair.result();
                    commit(section, outcome, repair.edit());
                }
            }
            watchers.deliver();
            return outcome;
        }
        return null;
    }

    private void commit(Section section, RepairOutcome outcome, StateEdit edit) {
        if (incarnation != null && outcome.forked().contains(incarnation)) {
            abandonOwn();
        }
        if (outcome.changed().isEmpty() && !edit.hasOtherChains()) {
            return;
        }
        clock = observed(section.objects());
        state = edit.result();
        repairs++;
        forgetUnused(edit.touched().keySet());
        watchers.prepare(edit.before(), state, edit.touched());
    }

    /** Stops using the given incarnation if it is the current one; its next write takes a fresh one. */
    public void abandon(Incarnation forked) {
        requireNotMutating(() -> "an incarnation was abandoned from inside of an update; nothing was changed");
        synchronized (writes) {
            synchronized (lock) {
                if (forked.equals(incarnation)) {
                    abandonOwn();
                }
            }
        }
    }

    /** Returns everything that this replica has the full effect of. */
    public VersionVector context() {
        return state.context();
    }

    /** Returns the origin of this replica's own dots, or null as long as it has not written anything. */
    public @Nullable Incarnation incarnation() {
        synchronized (lock) {
            return incarnation;
        }
    }

    /** Returns how many timestamps of other replicas were too far in the future to be adopted. */
    public long refusedTimestamps() {
        synchronized (lock) {
            return clock.refused();
        }
    }

    /** Returns what the times that came in tell of wrong clocks, by this replica's clock as it is now. */
    public ClockSkew clockSkew() {
        synchronized (lock) {
            return skew.at(clock, state.latestTime(), wallClockMillis.getAsLong());
        }
    }

    /**
     * Calls the watcher with every later change of the object, local or not.
     *
     * @return what ends the watching when it is run
     */
    @CanIgnoreReturnValue
    public <S extends Crdt<S, ?>> Runnable watch(Key<S> key, Consumer<? super Change<S>> watcher) {
        synchronized (lock) {
            clashes.requireFree(key);
            clashes.hold(key);
            Runnable end = watchers.add(key, watcher);
            return () -> {
                end.run();
                synchronized (lock) {
                    forgetUnused(Set.of(key.id()));
                }
            };
        }
    }

    /**
     * Takes note that this process uses a key, and returns how that clashes with what there is under its name: with an
     * object of another type, or with elements of other classes than the key's in its own object. A clash is returned once,
     * by this or by {@link #clashesOf}; nothing is changed, and the key is read and written as without it. Costs O(1), of an
     * object that is used for the first time some of its elements are looked at.
     */
    public List<Clash> use(Key<?> key) {
        return clashes.use(key, state);
    }

    /** Returns how entries that have arrived clash with the {@linkplain #use used} keys, if that was not returned before. */
    public List<Clash> clashesOf(List<StateDelta.ObjectEntries> arrived) {
        return clashes.arrived(arrived);
    }

    /** Returns how many keys this process holds: it has written what is alive there, or watches it. */
    int keysInUse() {
        synchronized (lock) {
            return clashes.held();
        }
    }

    private void forgetUnused(Set<ObjectId> objects) {
        for (ObjectId object : objects) {
            if (clashes.isHeld(object) && !isInUse(object)) {
                clashes.release(object);
            }
        }
    }

    private boolean isInUse(ObjectId object) {
        return state.objects().contains(object) || watchers.isWatched(object);
    }

    /** Draws until it is one that nobody known here has written under: a dot that is spent twice is data lost. */
    private Incarnation freshIncarnation(long now) {
        Incarnation drawn = drawIncarnation(now);
        for (int draws = 1; state.context().get(drawn) > 0; draws++) {
            if (draws == MAX_DRAWS) {
                throw new IllegalStateException("drew " + MAX_DRAWS + " incarnations, the last one " + drawn
                        + ", that have all been used: the random generator has to be different in every process;"
                        + " nothing was changed");
            }
            drawn = drawIncarnation(now);
        }
        return drawn;
    }

    private void abandonOwn() {
        incarnation = null;
        copied = true;
    }

    /** If memory was copied, so was the state of the random generator; but the copies do not go on at the same time. */
    private Incarnation drawIncarnation(long now) {
        Incarnation drawn = Incarnation.random(random);
        return copied ? new Incarnation(drawn.high() ^ Hash64.mix(now), drawn.low()) : drawn;
    }

    private <S extends Crdt<S, ?>> Delta<S> call(
            Key<S> key, BiFunction<? super S, ReplicaContext, Delta<S>> mutator, S value, ReplicaContext me) {
        try {
            return mutator.apply(value, me);
        } catch (ClassCastException e) {
            throw explained(key, e);
        }
    }

    /** A cast that fails says nothing of keys; if there is an element of a wrong class, that is why. */
    private ClassCastException explained(Key<?> key, ClassCastException failure) {
        Clash clash = Clashes.explain(key, state.get(key).store());
        if (clash == null) {
            return failure;
        }
        ClassCastException explained =
                new ClassCastException("the update of " + key + " failed: " + clash + "; nothing was changed");
        explained.initCause(failure);
        return explained;
    }

    private HybridLogicalClock observed(List<StateDelta.ObjectEntries> objects) {
        long now = wallClockMillis.getAsLong();
        HybridLogicalClock observed = clock;
        for (StateDelta.ObjectEntries object : objects) {
            for (Entry entry : object.entries()) {
                long packed = Payloads.TABLE.time(entry.payload());
                if (packed != PayloadKind.NO_TIME) {
                    Timestamp time = new Timestamp(packed);
                    observed = observed.observe(time, now);
                    skew.see(entry.dot().origin(), time, clock, now);
                }
            }
        }
        return observed;
    }
}

package io.crdt.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.crdt.protocol.Effect;
import io.crdt.protocol.Event;
import io.crdt.protocol.Gossip;
import io.crdt.protocol.GossipOptions;
import io.crdt.protocol.Message;
import io.crdt.protocol.Message.Probe;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Two replicas that talk over one link: the protocol and the codec as they are, over virtual time, with a count of what
 * TCP would carry.
 */
final class Conversation {

    private static final int LINK = 1;
    private static final int MAX_FRAME = 65_536;

    private final MessageCodec codec = MessageCodec.of(Codec.standard());
    private final List<Side> sides = new ArrayList<>();
    private final Deque<Runnable> todo = new ArrayDeque<>();
    private long now;
    private long probes;
    private long bytes;

    Conversation(Replica a, Replica b) {
        sides.add(new Side(a));
        sides.add(new Side(b));
    }

    /** Opens the link and lets both say all that they have to say. Returns the bytes of all messages but probes. */
    @CanIgnoreReturnValue
    long open() {
        for (Side side : sides) {
            todo.add(() -> side.submit(new Event.Connected(LINK, side == sides.get(0))));
        }
        return settle();
    }

    /** Lets two seconds pass, and everything that is due. Returns the bytes of all messages but probes. */
    @CanIgnoreReturnValue
    long settle() {
        long before = bytes - probes;
        pass(2_000);
        assertEquals(sides.get(0).replica.context(), sides.get(1).replica.context());
        return bytes - probes - before;
    }

    /** Lets time pass. Returns the bytes of all messages. */
    @CanIgnoreReturnValue
    long pass(long millis) {
        long before = bytes;
        for (long end = now + millis; now < end; now++) {
            for (Side side : sides) {
                side.share();
            }
            for (Side side : sides) {
                if (side.gossip.nextWakeMillis() <= now) {
                    side.submit(new Event.Tick());
                }
            }
            for (Runnable next = todo.poll(); next != null; next = todo.poll()) {
                next.run();
            }
        }
        return bytes - before;
    }

    private Side other(Side side) {
        return sides.get(side == sides.get(0) ? 1 : 0);
    }

    private final class Side {
        final Replica replica;
        final Gossip gossip;
        private final LinkEncoder encoder = codec.newEncoder();
        private final LinkDecoder decoder = codec.newDecoder(1 << 30);
        private ReplicaState shared;

        Side(Replica replica) {
            this.replica = replica;
            gossip = new Gossip(replica, GossipOptions.of("test"), new SplittableRandom(1));
            shared = replica.state();
        }

        void share() {
            ReplicaState state = replica.state();
            if (state != shared) {
                shared = state;
                submit(new Event.StateAdvanced(state));
            }
        }

        void submit(Event event) {
            for (Effect effect : gossip.on(event, now)) {
                if (effect instanceof Effect.Send send) {
                    send(send.message());
                }
            }
            share();
        }

        private void send(Message message) {
            Message arrived = null;
            for (Iterator<byte[]> frames = encoder.frames(message, MAX_FRAME); frames.hasNext(); ) {
                byte[] frame = frames.next();
                bytes += Frames.LENGTH_BYTES + frame.length;
                probes += message instanceof Probe ? Frames.LENGTH_BYTES + frame.length : 0;
                arrived = other(this).read(frame);
            }
            assertEquals(message, arrived);
            Event received = new Event.Received(LINK, message);
            todo.add(() -> other(this).submit(received));
            todo.add(() -> submit(new Event.Drained(LINK)));
        }

        private Message read(byte[] frame) {
            try {
                return decoder.accept(frame);
            } catch (DecodeException e) {
                throw new AssertionError(e);
            }
        }
    }
}

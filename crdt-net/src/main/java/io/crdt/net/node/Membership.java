package io.crdt.net.node;

import io.crdt.membership.Authors;
import io.crdt.membership.Members;
import io.crdt.net.options.CrdtOptions;
import io.crdt.net.status.MemberView;
import io.crdt.net.status.Problem;
import io.crdt.net.transport.Address;
import io.crdt.replica.Change;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.type.LWWMap;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a node's own entries, in the membership and among the authors, and tells the dialer who else is there. */
public final class Membership {

    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

    private final Executor watching;
    private final GossipThread thread;
    private final Replica replica;
    private final CrdtOptions options;
    private final Runnable onWritten;
    private final Problems problems;
    private final Dialer dialer;
    private final Members members;
    private final Authors authors;
    private final List<Consumer<? super List<MemberView>>> watchers = new CopyOnWriteArrayList<>();
    private Runnable unwatch = () -> {};
    private boolean complained;
    private boolean complainedOfEntries;
    private boolean telling;

    /**
     * Creates it.
     *
     * @param watching where watchers are called
     * @param onWritten called after the replica may have been written to
     */
    Membership(
            GossipThread thread,
            Executor watching,
            Replica replica,
            CrdtOptions options,
            Dialer dialer,
            Problems problems,
            Runnable onWritten) {
        this.thread = thread;
        this.watching = watching;
        this.replica = replica;
        this.options = options;
        this.problems = problems;
        this.onWritten = onWritten;
        this.dialer = dialer;
        members = new Members(replica, change -> replica.update(Members.KEY, change), Membership::canonical);
        authors = new Authors(replica);
        if (options.authors()) {
            authors.begin();
        }
    }

    /** Begins to take part. A node that listens on all addresses and was told none to advertise is found by nobody. */
    void start(Address listening) {
        boolean advertised = !options.advertisedAddress().isEmpty();
        String own = advertised ? options.advertisedAddress() : listening.toString();
        if (!options.discovery()) {
            dialer.start(own);
            return;
        }
        unwatch = replica.watch(Members.KEY, change -> thread.execute(() -> onChange(change)));
        if (advertised || !listening.isWildcard()) {
            members.admit(own);
            onWritten.run();
        }
        list(members.begin()); // after that, for this node must not dial the address that it had before
        dialer.start(own);
    }

    /** Takes this node out of the membership, if it is in it. */
    void depart() {
        members.depart();
        onWritten.run();
    }

    void close() {
        unwatch.run();
    }

    /**
     * Removes a member.
     *
     * @throws IllegalArgumentException if it is this node, or nobody that is listed; nothing was changed
     */
    public void retire(ReplicaId retired) {
        if (retired.high() == replica.id().high()) {
            throw new IllegalArgumentException(
                    "a node does not retire itself, as " + retired + " would; close it and retire it from another one");
        }
        if (!members.retire(retired)) {
            throw new IllegalArgumentException("there is no member " + retired + "; nothing was changed");
        }
        authors.drop();
        onWritten.run();
    }

    /** Removes members, those that are listed still. */
    public void retireAll(List<ReplicaId> retired) {
        members.retireAll(retired);
        authors.drop();
        onWritten.run();
    }

    /** Removes the entries that are no members; returns how many they were. */
    public int removeMalformed() {
        int removed = members.removeMalformed();
        onWritten.run();
        return removed;
    }

    /** Returns what is wrong with the list of members at present. */
    List<Problem> problems() {
        return members.ignored().stream()
                .<Problem>map(Problem.IgnoredMembers::new)
                .toList();
    }

    public List<MemberView> list() {
        return members.list().stream()
                .map(member -> new MemberView(
                        member.address(),
                        member.replica(),
                        member.replica().high() == replica.id().high(),
                        dialer.isLinkedTo(member.address())))
                .toList();
    }

    /** Calls the watcher each time the list is another one. May be called from any thread. */
    public Runnable watch(Consumer<? super List<MemberView>> watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    /** Takes note that the list is another one, as it is when a link is opened or lost; many changes at once are told once. */
    void changed() {
        if (!telling && !watchers.isEmpty()) {
            telling = true;
            thread.execute(() -> {
                telling = false;
                List<MemberView> members = list();
                watchers.forEach(watcher -> watching.execute(() -> watcher.accept(members)));
            });
        }
    }

    /** Tells whether there are members beside this node. */
    boolean hasOthers() {
        return members.list().stream()
                .anyMatch(member -> member.replica().high() != replica.id().high());
    }

    private void onChange(Change<LWWMap<String, ReplicaId>> change) {
        list(members.note(change));
        review();
        dialer.step();
        changed();
    }

    private void list(List<Members.Listing> listings) {
        listings.forEach(listing -> dialer.list(listing.address(), listing.replica()));
        if (members.ignoresSome() && !complainedOfEntries) {
            problems().forEach(problem -> LOG.warn("{}: {}", replica.id(), problem.text()));
        }
        complainedOfEntries = members.ignoresSome();
    }

    /** Nobody is at port 0, and who listens on all addresses of a machine is not found at "all addresses". */
    private static String canonical(String text) {
        Address address = Address.parse(text);
        if (address.port() == 0 || address.isWildcard()) {
            throw new IllegalArgumentException("nobody can be dialed at \"" + text + "\"");
        }
        return address.toString();
    }

    private void review() {
        Members.Standing standing = members.review();
        if (standing == Members.Standing.READMITTED) {
            problems.add(new Problem.Readmitted());
        } else if (standing == Members.Standing.SUPERSEDED && !complained) {
            complained = true;
            problems.add(new Problem.AddressTaken());
        }
        onWritten.run();
    }
}

package io.crdt.membership;

import io.crdt.protocol.Allowance;
import io.crdt.protocol.Gossip;
import io.crdt.replica.ReplicaId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides which peers a node wants links to, and when it dials: a state machine like {@link Gossip}. It is told who exists,
 * what is linked and what could not be reached; {@link #next} says what to do about it.
 *
 * <p>Of up to {@value #FULL_UP_TO} nodes each wants a link to every other one. Beyond, each wants one to its next reachable
 * successor on each of three {@link Rings}, as its predecessors want one to it: about six links a node, however many nodes
 * there are. Nobody has to agree on anything: who sees the same members draws the same rings, and who does not yet has a
 * few links more or others. A successor that cannot be reached is passed over and tried again later.
 *
 * <p>Only the side that dialed a link drops it, if neither side's rings want it and all that it wants stands; so two nodes
 * that see different members never take turns in opening and closing one.
 *
 * <p>Seeds are dialed until they are linked; in a partial view, once their replica is among the members, only now and then,
 * and at once if there is no link left. That heals splits which nobody's list of members knows of.
 *
 * <p>Link failures never change the membership.
 */
public final class View {

    private static final long NEVER = Long.MAX_VALUE;

    /** Up to this many nodes all are linked to all. */
    public static final int FULL_UP_TO = 50;

    /** A partial view becomes full again when there are so few nodes, so that one that comes and goes changes nothing. */
    static final int FULL_AGAIN_AT = 40;

    /** The greatest number of dials under way, and that of a node without any link, which has nothing else to do. */
    static final int MAX_DIALS = 16;

    static final int MAX_DIALS_UNLINKED = 64;

    /**
     * Any member may list any address. So those where nobody was met yet are dialed this often at once, and then one each
     * {@value #STRANGER_MILLIS} ms, however many there are.
     */
    static final int MAX_STRANGERS_AT_ONCE = 64;

    static final long STRANGER_MILLIS = 100;

    /**
     * A node without any link dials them faster, each of them once, until this number has not answered: after years of pods
     * that came and went most that are listed are gone, and one that is there has to be found among them.
     */
    static final int MAX_HURRIED = 1_024;

    static final long HURRIED_STRANGER_MILLIS = 4;

    /**
     * All members that cannot be reached are together dialed about once in so long: the pause of each one grows with their
     * number, to minutes if there are hundreds. One that comes back dials others itself.
     */
    static final long UNREACHABLE_MILLIS = 250;

    /** How often in a row one that was met is dialed before its pause depends on how many cannot be reached. */
    private static final int QUICK_TRIES = 3;

    private static final long PATIENCE_MILLIS = 5_000;
    private static final long SHORT_PATIENCE_MILLIS = 1_000;

    /** How long a seed that need not be linked is left alone, half of it more or less. */
    static final long SEED_PAUSE_MILLIS = 300_000;

    private final long minPauseMillis;
    private final long maxPauseMillis;
    private final RandomGenerator random;
    private final Contacts contacts = new Contacts();
    private final Map<Integer, Contact> dialed = new HashMap<>();
    private final OpenLinks links = new OpenLinks();
    private final Allowance strangers = new Allowance(MAX_STRANGERS_AT_ONCE, STRANGER_MILLIS);
    private final Allowance hurried = new Allowance(MAX_STRANGERS_AT_ONCE, HURRIED_STRANGER_MILLIS);
    private @Nullable String self;
    private boolean partial;
    private int dialing;

    /** How many of those that are wanted did not answer the last time. */
    private int unreachable;

    private long wakeAt = NEVER;

    /**
     * What a node should do now.
     *
     * @param dials the addresses to dial; each has to be answered by {@link View#dialed} or {@link View#dialFailed}
     * @param drops the links to close, without a fuss
     */
    public record Plan(List<String> dials, List<Integer> drops) {}

    /**
     * Creates a view that wants nothing before {@link #start}.
     *
     * @param minPauseMillis how long to wait before a lost link is dialed again; doubled from failure to failure
     * @param maxPauseMillis up to this, and half of it more or less by chance; a link that lasted as long is a success. It
     *     is longer if many members cannot be reached
     */
    public View(long minPauseMillis, long maxPauseMillis, RandomGenerator random) {
        this.minPauseMillis = minPauseMillis;
        this.maxPauseMillis = maxPauseMillis;
        this.random = random;
    }

    /**
     * Begins to want links.
     *
     * @param ownAddress where others dial this node, which it never dials itself; or any other name for it
     */
    public void start(String ownAddress) {
        self = ownAddress;
        contacts.setSelf(ownAddress);
    }

    /** Adds an address that the user has named. */
    public void addSeed(String address) {
        contacts.addSeed(address);
    }

    /** Removes an address that the user has named; who is listed there is dialed all the same. */
    public void removeSeed(String address) {
        contacts.removeSeed(address);
    }

    /**
     * Tells who is listed at an address.
     *
     * @param replica who, or null if nobody is any more
     */
    public void list(String address, @Nullable ReplicaId replica) {
        contacts.list(address, replica);
        int nodes = contacts.rings.size() + 1;
        partial = nodes > (partial ? FULL_AGAIN_AT : FULL_UP_TO);
    }

    /** An address that was to be dialed has been reached: a link is up, on which nobody has said who he is yet. */
    public void dialed(String address, int link) {
        Contact contact = contacts.get(address);
        if (contact != null && contact.dialing) {
            dialing--;
            contact.dialing = false;
            contact.link = link;
            dialed.put(link, contact);
        }
    }

    /** An address that was to be dialed could not be reached. */
    public void dialFailed(String address, long nowMillis) {
        Contact contact = contacts.get(address);
        if (contact != null && contact.dialing) {
            dialing--;
            contact.dialing = false;
            failed(contact, nowMillis);
            contacts.forgetIfNobody(contact);
        }
    }

    /** The peer on a link has said who it is, whichever side has dialed. */
    public void opened(int link, ReplicaId peer, long nowMillis) {
        links.add(link, peer, nowMillis);
        Contact contact = dialed.get(link);
        if (contact != null) {
            contact.met = peer;
        }
    }

    /** A link is no more. */
    public void closed(int link, long nowMillis) {
        OpenLinks.Open was = links.remove(link);
        Set<Contact> concerned = new LinkedHashSet<>();
        Contact contact = dialed.remove(link);
        if (contact != null) {
            contact.link = Contact.NO_LINK;
            concerned.add(contact);
        }
        if (was != null) {
            concerned.addAll(contacts.ofCopy(was.peer()));
            contacts.seeds().stream()
                    .filter(seed -> seed.met != null && Members.isSameCopy(seed.met, was.peer()))
                    .forEach(concerned::add);
        }
        boolean lasted = was != null && (was.dropped() || nowMillis - was.since() > maxPauseMillis);
        for (Contact each : concerned) {
            if (isLinked(each)) {
                continue;
            }
            if (lasted) {
                each.failures = 0;
                each.retryAt = nowMillis + jittered(pauseOf(each));
            } else {
                failed(each, nowMillis);
            }
            contacts.forgetIfNobody(each);
        }
    }

    /** The network may be another one now: wanted peers that could not be reached are dialed without backoff. */
    public void retryNow() {
        contacts.forEach(contact -> {
            contact.failures = 0;
            contact.retryAt = Long.MIN_VALUE;
        });
    }

    /** Returns what to do now. To be asked after anything was told, and at {@link #nextWakeMillis} at the latest. */
    public Plan next(long nowMillis) {
        wakeAt = NEVER;
        if (self == null) {
            return new Plan(List.of(), List.of());
        }
        Set<Contact> choice = new LinkedHashSet<>();
        Set<Contact> wanted = new LinkedHashSet<>();
        choose(self, choice, wanted);
        wanted.addAll(choice);
        wanted.addAll(contacts.seeds());
        List<Contact> missing = new ArrayList<>();
        for (Contact contact : wanted) {
            boolean isSelf = contact.address.equals(self);
            contact.found |= contact.seed && contacts.isListed(contact);
            if (!isSelf && contact.isIdle() && !isLinked(contact)) {
                missing.add(contact);
            }
        }
        List<Integer> drops = partial ? superfluous(self, choice) : List.of();
        return new Plan(dials(missing, nowMillis), drops);
    }

    /** Returns when {@link #next} may have another answer though nothing has happened. */
    public long nextWakeMillis() {
        return wakeAt;
    }

    /** Returns how long a dial may take; a node without any link gives up early and tries the next one. */
    public long patienceMillis(String address) {
        Contact contact = contacts.get(address);
        boolean early = contact != null && contact.failures < QUICK_TRIES && links.isEmpty();
        return early ? SHORT_PATIENCE_MILLIS : PATIENCE_MILLIS;
    }

    /** Tells whether there is a link to the node at an address, as far as is known. */
    public boolean isLinkedTo(String address) {
        Contact contact = contacts.get(address);
        return contact != null && isLinked(contact);
    }

    /** Finds the peers to be linked to, and those that would be preferred if they could be reached. */
    private void choose(String own, Set<Contact> choice, Set<Contact> passedOver) {
        if (!partial) {
            contacts.rings.all().forEach(choice::add);
            return;
        }
        for (int ring = 0; ring < Rings.COUNT; ring++) {
            for (Contact successor : contacts.rings.after(ring, own)) {
                if (isReachable(successor)) {
                    choice.add(successor);
                    break;
                }
                passedOver.add(successor);
            }
        }
        if (links.isEmpty()) {
            addUntried(own, passedOver);
        }
    }

    /** One after the other would take long if most are gone, so the more have not answered, the more are tried at once. */
    private void addUntried(String own, Set<Contact> tried) {
        int left = Math.min(MAX_DIALS_UNLINKED, 4 * unreachable);
        for (Contact successor : contacts.rings.after(0, own)) {
            if (left == 0) {
                return;
            }
            if (successor.failures == 0) {
                tried.add(successor);
                left--;
            }
        }
    }

    private List<String> dials(List<Contact> missing, long now) {
        missing.sort(
                Comparator.comparing((Contact contact) -> !contact.seed).thenComparingInt(contact -> contact.failures));
        unreachable =
                (int) missing.stream().filter(contact -> contact.failures > 0).count();
        int most = links.isEmpty() ? MAX_DIALS_UNLINKED : MAX_DIALS;
        boolean hurries = links.isEmpty() && unreachable < MAX_HURRIED;
        List<String> dials = new ArrayList<>();
        for (Contact contact : missing) {
            boolean urgent = contact.seed && links.isEmpty() && contact.failures == 0;
            if (contact.retryAt > now && !urgent) {
                wakeAt = Math.min(wakeAt, contact.retryAt);
            } else if (dialing < most) {
                if (contact.met == null && !contact.seed) {
                    Allowance allowance = hurries && contact.failures == 0 ? hurried : strangers;
                    if (!allowance.has(now)) {
                        wakeAt = Math.min(wakeAt, allowance.nextMillis(now));
                        continue;
                    }
                    allowance.take(now);
                }
                dialing++;
                contact.dialing = true;
                dials.add(contact.address);
            }
        }
        return dials;
    }

    /** Finds the links that this side has dialed and nobody wants, if all that this side wants stands. */
    private List<Integer> superfluous(String own, Set<Contact> choice) {
        List<Integer> drops = new ArrayList<>();
        if (choice.stream().allMatch(this::isLinked)) {
            for (int link : dialed.keySet()) {
                OpenLinks.Open open = links.get(link);
                Set<Contact> peer = open == null || open.dropped() ? Set.of() : contacts.ofCopy(open.peer());
                if (!peer.isEmpty() && peer.stream().noneMatch(each -> choice.contains(each) || wantsUs(own, each))) {
                    drops.add(link);
                }
            }
        }
        drops.forEach(links::drop);
        return drops;
    }

    /** Tells whether we are the next one after a node on one of its rings. */
    private boolean wantsUs(String own, Contact contact) {
        for (int ring = 0; ring < Rings.COUNT; ring++) {
            for (Contact predecessor : contacts.rings.before(ring, own)) {
                if (predecessor == contact) {
                    return true;
                }
                if (isReachable(predecessor)) {
                    break;
                }
            }
        }
        return false;
    }

    private boolean isReachable(Contact contact) {
        return contact.failures == 0 || isLinked(contact);
    }

    private boolean isLinked(Contact contact) {
        return links.get(contact.link) != null
                || contact.member != null && links.hasCopy(contact.member.high())
                || contact.met != null && links.hasCopy(contact.met.high());
    }

    private void failed(Contact contact, long now) {
        contact.failures++;
        contact.retryAt = now + jittered(pauseOf(contact));
    }

    private long pauseOf(Contact contact) {
        boolean calm = contact.seed && contact.found && !links.isEmpty() && (partial || !contacts.isListed(contact));
        if (calm) {
            return SEED_PAUSE_MILLIS;
        }
        int doublings = Math.min(30, Math.max(0, contact.failures - 1));
        long pause = minPauseMillis < maxPauseMillis >> doublings ? minPauseMillis << doublings : maxPauseMillis;
        int quick = contact.met == null ? 1 : QUICK_TRIES;
        return contact.seed || contact.failures < quick ? pause : Math.max(pause, unreachable * UNREACHABLE_MILLIS);
    }

    private long jittered(long pause) {
        return Math.max(1, pause / 2 + random.nextLong(pause + 1));
    }
}

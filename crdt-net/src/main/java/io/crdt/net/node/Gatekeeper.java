package io.crdt.net.node;

import io.crdt.membership.Authors;
import io.crdt.membership.Members;
import io.crdt.net.options.Authorization;
import io.crdt.net.options.Authorization.PeerIdentity;
import io.crdt.net.options.CrdtOptions;
import io.crdt.net.status.Problem;
import io.crdt.net.transport.Link;
import io.crdt.protocol.Access;
import io.crdt.protocol.Message;
import io.crdt.replica.ObjectId;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.StateDelta.ObjectEntries;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Decides who gets a link, and what may go over it. */
final class Gatekeeper implements Access {

    /** Maximum inbound links without a Hello; the oldest is closed beyond that. */
    static final int MAX_STRANGERS = 64;

    private final @Nullable Set<String> allowedPeers;
    private final @Nullable Authorization authorization;
    private final Problems problems;
    private final Set<Integer> strangers = new LinkedHashSet<>();
    private final Map<Integer, Set<String>> names = new HashMap<>();
    private final Map<Integer, PeerIdentity> peers = new HashMap<>();

    Gatekeeper(CrdtOptions options, Problems problems) {
        this.problems = problems;
        allowedPeers = options.allowedPeers();
        authorization = options.authorization();
    }

    /** Returns why the other side of the link must not have it; null if it may. */
    @Nullable
    String refusal(Link link) {
        if (allowedPeers == null || !Collections.disjoint(allowedPeers, link.peerNames())) {
            return null;
        }
        return link.peerNames().isEmpty()
                ? "only peers with certain certificates are allowed here, and you have none"
                : "you are not allowed here: none of " + link.peerNames() + " is among the peers that are";
    }

    /** Takes a link in, and returns another one that has to go for it, or null. */
    @Nullable
    Integer onConnected(int id, Link link, boolean dialed) {
        names.put(id, link.peerNames());
        if (!dialed) {
            strangers.add(id);
        }
        return strangers.size() > MAX_STRANGERS ? strangers.iterator().next() : null;
    }

    void onOpened(int id, ReplicaId replica) {
        strangers.remove(id);
        peers.put(id, new PeerIdentity(names.getOrDefault(id, Set.of()), replica));
    }

    void onDisconnected(int id) {
        strangers.remove(id);
        names.remove(id);
        peers.remove(id);
    }

    /** Returns the names that the other side has proved to have. */
    Set<String> namesOf(int id) {
        return names.getOrDefault(id, Set.of());
    }

    /** Returns who is at the other side, for messages to people. */
    String nameOf(int id) {
        PeerIdentity peer = peers.get(id);
        return peer == null ? "a peer that is gone" : peer.toString();
    }

    @Override
    public boolean isRestricted(int link) {
        return authorization != null;
    }

    @Override
    public boolean mayWrite(int link, ObjectId object) {
        PeerIdentity peer = peers.get(link);
        return authorization == null
                || isOurs(object)
                || peer != null && allows("write", () -> authorization.mayWrite(peer, object.name()));
    }

    /** Returns the first object in the message that the peer must not read, or null. */
    @Nullable
    ObjectId forbidden(int link, Message message) {
        PeerIdentity peer = peers.get(link);
        if (authorization == null || peer == null) {
            return null;
        }
        for (ObjectEntries object : message.objects()) {
            if (!isOurs(object.id())
                    && !allows(
                            "read",
                            () -> authorization.mayRead(peer, object.id().name()))) {
                return object.id();
            }
        }
        return null;
    }

    /** A rule is code of the application; where it fails it allows nothing, and stops nothing else. */
    private boolean allows(String what, BooleanSupplier rule) {
        try {
            return rule.getAsBoolean();
        } catch (RuntimeException | Error e) {
            problems.add(new Problem.RuleFailed(what, e.toString()));
            return false;
        }
    }

    /**
     * Rules are about all objects but two: without the members, peers could not meet, and where it cannot be written who
     * writes, nothing could be written.
     */
    private static boolean isOurs(ObjectId object) {
        return object.equals(Members.KEY.id()) || object.equals(Authors.KEY.id());
    }
}

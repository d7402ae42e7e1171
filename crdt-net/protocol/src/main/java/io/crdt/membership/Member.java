package io.crdt.membership;

import io.crdt.replica.ReplicaId;

/**
 * A node that exists, as the membership lists it, reachable at present or not.
 *
 * @param address where others dial it, {@code host:port}
 * @param replica whose data is there; of its halves the lasting one counts, the other one is that of the life that wrote
 *     this
 */
public record Member(String address, ReplicaId replica) {}

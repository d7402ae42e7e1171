package io.crdt.net.status;

import io.crdt.replica.ReplicaId;

/**
 * A node that exists, as another one sees it. Who was retired is not there any more.
 *
 * @param address where others dial it, {@code host:port}
 * @param replica whose data is there, with the label for people
 * @param self whether it is the node that was asked
 * @param linked whether the node that was asked is linked to it; with more than 50 members most are not, and need not be
 */
public record MemberView(String address, ReplicaId replica, boolean self, boolean linked) {}

package io.crdt.net.store.sqlite;

import io.crdt.membership.Members;
import io.crdt.replica.ObjectId;
import java.util.Set;

/**
 * Which entries beyond the sound cut may be written as new operations.
 *
 * <p>An entry whose history is not known cannot be kept under its dot. Under a dot of a fresh incarnation it is an operation
 * like any other, which nobody has seen: it is there beside what the peers have of the original, and also where they have
 * removed or overwritten that. So it may only be an entry that means the same whether it is there once or twice:
 *
 * <ul>
 *   <li>an element of a set or a flag: it is added, or excluded, once more;
 *   <li>a value with its time: it has the time that it had, so it loses to what was written later;
 *   <li>a value of a multi-value type: it is a value concurrent to others, the original and its successors among them;
 *   <li>a value that is joined, or of which the greatest or smallest counts: as before.
 * </ul>
 *
 * An entry of a counter is an amount, and would count twice with a peer that has the original. What an entry of a type of
 * the application means is not known. The library's own objects come back from the members. Of all these nothing is written.
 */
final class Rewriting {

    private static final String MAP = "ORMap<";
    private static final Set<String> TYPES = Set.of(
            "DWFlag",
            "EWFlag",
            "GSet",
            "LWWMap",
            "LWWRegister",
            "LWWSet",
            "LatticeRegister",
            "MVMap",
            "MVRegister",
            "MaxRegister",
            "MinRegister",
            "ORMultiMap",
            "ORSet",
            "RWSet",
            "TwoPSet");

    private Rewriting() {}

    static boolean isAllowed(ObjectId object) {
        String type = object.type();
        while (type.startsWith(MAP) && type.endsWith(">")) {
            type = type.substring(MAP.length(), type.length() - 1);
        }
        return TYPES.contains(type) && !Members.isReserved(object.name());
    }
}

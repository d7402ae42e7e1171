package io.crdt.replica;

/**
 * Which object of a replica: its name together with the name of its type. Two replicas that create one name with two
 * types at the same time have created two objects, so neither loses anything.
 *
 * @param name the name that the application gave
 * @param type the name of the type
 */
public record ObjectId(String name, String type) implements Comparable<ObjectId> {

    @Override
    public int compareTo(ObjectId other) {
        int byName = name.compareTo(other.name);
        return byName != 0 ? byName : type.compareTo(other.type);
    }

    @Override
    public String toString() {
        return name + " (" + type + ")";
    }
}

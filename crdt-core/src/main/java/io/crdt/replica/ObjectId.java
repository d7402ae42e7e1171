package io.crdt.replica;

/**
 * Which object of a replica: its name together with the name and shape of its type. Two replicas that create one name with
 * two types, or with two versions of a type, have created two objects, so neither loses anything and nothing clashes.
 *
 * @param name the name that the application gave
 * @param type the name of the type
 * @param shape how the type's dot store is nested
 */
public record ObjectId(String name, String type, Shape shape) implements Comparable<ObjectId> {

    /** Objects of one name have one hash code, so that a map finds the others of a name without an index of names. */
    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public int compareTo(ObjectId other) {
        int byName = name.compareTo(other.name);
        int byType = byName != 0 ? byName : type.compareTo(other.type);
        return byType != 0 ? byType : shape.toString().compareTo(other.shape.toString());
    }

    @Override
    public String toString() {
        return name + " (" + type + ")";
    }
}

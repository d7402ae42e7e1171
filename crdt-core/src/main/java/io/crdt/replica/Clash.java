package io.crdt.replica;

/**
 * One name that replicas use for two things: with two types, which makes two objects, or with two classes of elements, keys
 * or values in one object. It names classes and no values.
 *
 * @param name the name of the keys
 * @param used the type that this process uses the name with
 * @param found the other type that there is under the name, or the class that was found and the one that was expected
 */
public record Clash(String name, String used, String found) {

    static Clash ofTypes(Key<?> used, ObjectId other) {
        boolean sameName = used.id().type().equals(other.type());
        return new Clash(
                used.name(),
                used.type() + (sameName ? " (" + used.id().shape() + ")" : ""),
                "another object of type " + other.type() + (sameName ? " (" + other.shape() + ")" : "")
                        + ", which is read and written on its own");
    }

    static Clash ofClasses(Key<?> used, Class<?> found, Class<?> expected) {
        return new Clash(
                used.name(),
                used.type().toString(),
                "a " + found.getName() + " in it where a " + expected.getName() + " is expected");
    }

    @Override
    public String toString() {
        return "the key \"" + name + "\" is used here as " + used + ", but there is " + found;
    }
}
